package io.croupier.feed;

/** An event as the journal holds it, with the transaction that wrote it. No record: its bytes have no equality of their own. */
final class JournalRow {
    private final long xid;
    private final long ordering;
    private final String persistenceId;
    private final long sequenceNumber;
    private final int serializer;
    private final byte[] payload;

    /** @param payload not copied; nobody else may keep it */
    JournalRow(long xid, long ordering, String persistenceId, long sequenceNumber, int serializer, byte[] payload) {
        this.xid = xid;
        this.ordering = ordering;
        this.persistenceId = persistenceId;
        this.sequenceNumber = sequenceNumber;
        this.serializer = serializer;
        this.payload = payload;
    }

    /** The transaction that wrote it. */
    long xid() {
        return xid;
    }

    long ordering() {
        return ordering;
    }

    String persistenceId() {
        return persistenceId;
    }

    long sequenceNumber() {
        return sequenceNumber;
    }

    int serializer() {
        return serializer;
    }

    byte[] payload() {
        return payload;
    }
}
