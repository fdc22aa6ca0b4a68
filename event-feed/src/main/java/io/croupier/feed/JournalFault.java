package io.croupier.feed;

/**
 * The journal is not what its entities wrote: a row is missing, or was changed. The feed goes no further, and says where,
 * until the row is back: what follows would be projected onto wrong balances.
 */
public final class JournalFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String persistenceId;
    private final long sequenceNumber;

    private JournalFault(String persistenceId, long sequenceNumber, String message) {
        super(message);
        this.persistenceId = persistenceId;
        this.sequenceNumber = sequenceNumber;
    }

    static JournalFault gap(String persistenceId, long expected, long found) {
        return new JournalFault(
                persistenceId,
                expected,
                "the journal has a gap: entity=" + persistenceId + " expected=" + expected + " found=" + found
                        + "; bring the missing events back from a backup, the feed then goes on by itself");
    }

    static JournalFault changed(String persistenceId, long sequenceNumber, String what) {
        return new JournalFault(
                persistenceId,
                sequenceNumber,
                "the journal was changed: entity=" + persistenceId + " event=" + sequenceNumber + ": " + what);
    }

    /** The same for a report. */
    Difference difference() {
        return new Difference("entity=" + persistenceId + " event=" + sequenceNumber, String.valueOf(getMessage()));
    }

    /** The entity, {@code <type>|<id>}. */
    public String persistenceId() {
        return persistenceId;
    }

    /** The first event that is missing or wrong. */
    public long sequenceNumber() {
        return sequenceNumber;
    }
}
