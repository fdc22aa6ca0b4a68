package io.croupier.simulations.resting;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Rows of {@code event_journal} in PostgreSQL's binary COPY format, which takes payloads as they are. */
final class CopyRows {
    /** The columns in the order of {@link #add}. Those left out are null, and {@code ordering} is the table's own to give. */
    static final String COPY = "COPY event_journal (persistence_id, sequence_number, deleted, writer, write_timestamp,"
            + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload) FROM STDIN WITH (FORMAT binary)";

    private static final int COLUMNS = 9;
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};

    private final DataOutputStream out;

    /** Begins; writes to {@code copy} in pieces of 64 KiB. */
    CopyRows(OutputStream copy) throws IOException {
        out = new DataOutputStream(new BufferedOutputStream(copy, 1 << 16));
        out.write(SIGNATURE);
        out.writeInt(0);
        out.writeInt(0);
    }

    void add(String persistenceId, int sequence, String writer, long atMs, String manifest, byte[] payload)
            throws IOException {
        out.writeShort(COLUMNS);
        bytes(persistenceId.getBytes(StandardCharsets.UTF_8));
        number(sequence);
        out.writeInt(1);
        out.writeByte(0);
        bytes(writer.getBytes(StandardCharsets.UTF_8));
        number(atMs);
        bytes(JournalFill.ADAPTER_MANIFEST.getBytes(StandardCharsets.UTF_8));
        out.writeInt(Integer.BYTES);
        out.writeInt(JournalFill.SERIALIZER);
        bytes(manifest.getBytes(StandardCharsets.UTF_8));
        bytes(payload);
    }

    private void number(long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private void bytes(byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    /** Writes the end; the copy itself is the caller's to end. */
    void end() throws IOException {
        out.writeShort(-1);
        out.flush();
    }
}
