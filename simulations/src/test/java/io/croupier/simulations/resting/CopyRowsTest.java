package io.croupier.simulations.resting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** PostgreSQL's binary COPY format, read as its manual describes it. */
class CopyRowsTest {
    private static byte[] field(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static long number(DataInputStream in) throws IOException {
        assertThat(in.readInt()).isEqualTo(8);
        return in.readLong();
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(field(in), StandardCharsets.UTF_8);
    }

    @Test
    void aRowIsTheNumberOfItsFieldsAndEachWithItsLength() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var rows = new CopyRows(bytes);
        rows.add("Wallet|zoë", 3, "w", 1_700_000_000_000L, "bet", new byte[] {1, 2, 3});
        rows.end();

        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(new String(in.readNBytes(11), StandardCharsets.ISO_8859_1)).isEqualTo("PGCOPY\n\u00FF\r\n\0");
        assertThat(in.readLong()).as("no flags, no extension").isZero();
        assertThat(in.readShort()).isEqualTo((short) 9);
        assertThat(text(in)).isEqualTo("Wallet|zoë");
        assertThat(number(in)).isEqualTo(3);
        assertThat(field(in)).as("not deleted").containsExactly(0);
        assertThat(text(in)).isEqualTo("w");
        assertThat(number(in)).isEqualTo(1_700_000_000_000L);
        assertThat(text(in)).isEmpty();
        assertThat(in.readInt()).isEqualTo(4);
        assertThat(in.readInt()).isEqualTo(JournalFill.SERIALIZER);
        assertThat(text(in)).isEqualTo("bet");
        assertThat(field(in)).containsExactly(1, 2, 3);
        assertThat(in.readShort()).as("the end").isEqualTo((short) -1);
        assertThat(in.read()).isEqualTo(-1);
    }
}
