package io.croupier.simulations.resting;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.croupier.simulations.resting.Life.Kind;
import io.croupier.simulations.resting.Life.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An event as the program stores it, written here a second time, field by field: CBOR of the kind's name and a map of what
 * the event says. Each names the hash of the one before it. Zero is not written.
 */
final class StoredForm {
    static final int HASH_BYTES = 32;

    private static final CBORFactory CBOR = new CBORFactory();

    private StoredForm() {}

    /** @param previous SHA-256 of the wallet's event before, {@link #HASH_BYTES} zeros for its first */
    static byte[] bytes(Step step, String currency, byte[] previous) {
        var bytes = new ByteArrayOutputStream(320);
        try (CBORGenerator out = CBOR.createGenerator(bytes)) {
            out.writeStartArray(null, 2);
            out.writeString(step.kind().storedName());
            out.writeStartObject();
            write(out, step, currency, previous);
            out.writeEndObject();
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(CBORGenerator out, Step step, String currency, byte[] previous) throws IOException {
        Kind kind = step.kind();
        out.writeBinaryField("prev", previous);
        out.writeStringField("id", step.id());
        reference(out, step);
        if (kind != Kind.ROLLBACK) {
            out.writeStringField("cur", currency);
        }
        if (!step.betId().isEmpty()) {
            out.writeStringField("bet", step.betId());
        }
        if (kind == Kind.WIN) {
            unlessZero(out, "amount", step.amountMinor());
        }
        if (kind != Kind.OPENED) {
            out.writeObjectFieldStart("split");
            unlessZero(out, "realMinor", step.amountMinor());
            out.writeEndObject();
            if (kind == Kind.ROLLBACK) {
                out.writeNumberField("takenAt", step.betAtMs());
            }
            out.writeObjectFieldStart("after");
            unlessZero(out, "real", step.balanceMinor());
            out.writeEndObject();
        }
        out.writeNumberField("at", step.atMs());
    }

    private static void reference(CBORGenerator out, Step step) throws IOException {
        out.writeObjectFieldStart("ref");
        if (!step.roundId().isEmpty()) {
            out.writeStringField("roundId", step.roundId());
        }
        out.writeStringField("detail", step.detail());
        out.writeEndObject();
    }

    private static void unlessZero(CBORGenerator out, String field, long minor) throws IOException {
        if (minor != 0) {
            out.writeNumberField(field, minor);
        }
    }

    /** SHA-256. */
    static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
