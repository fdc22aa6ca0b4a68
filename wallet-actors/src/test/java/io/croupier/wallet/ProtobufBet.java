package io.croupier.wallet;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.WalletEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bet's event as Protobuf written by hand: the rival in {@link EventFormatBenchmark}. */
final class ProtobufBet {
    private ProtobufBet() {}

    static byte[] encode(WalletEvent.BetTaken bet) throws IOException {
        var bytes = new ByteArrayOutputStream(256);
        var out = CodedOutputStream.newInstance(bytes, 256);
        out.writeUInt32(1, 4);
        out.writeByteArray(2, bet.previousHash().digest());
        out.writeString(3, bet.transactionId());
        out.writeByteArray(4, reference(bet.reference()));
        out.writeString(5, bet.currency());
        out.writeByteArray(6, numbers(bet.split().realMinor(), bet.split().bonusMinor(), 0));
        out.writeByteArray(
                7,
                numbers(
                        bet.after().realMinor(),
                        bet.after().bonusMinor(),
                        bet.after().debtMinor()));
        out.writeUInt64(8, bet.at().toEpochMilli());
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] reference(Reference reference) throws IOException {
        var bytes = new ByteArrayOutputStream(128);
        var out = CodedOutputStream.newInstance(bytes, 128);
        writeIfThere(out, 1, reference.betId());
        writeIfThere(out, 2, reference.tableId());
        writeIfThere(out, 3, reference.roundId());
        writeIfThere(out, 4, reference.detail());
        out.flush();
        return bytes.toByteArray();
    }

    private static void writeIfThere(CodedOutputStream out, int field, @Nullable String text) throws IOException {
        if (text != null) {
            out.writeString(field, text);
        }
    }

    private static byte[] numbers(long first, long second, long third) throws IOException {
        var bytes = new ByteArrayOutputStream(24);
        var out = CodedOutputStream.newInstance(bytes, 24);
        out.writeUInt64(1, first);
        if (second != 0) {
            out.writeUInt64(2, second);
        }
        if (third != 0) {
            out.writeUInt64(3, third);
        }
        out.flush();
        return bytes.toByteArray();
    }

    static WalletEvent.BetTaken decode(byte[] bytes) throws IOException {
        var in = CodedInputStream.newInstance(bytes);
        Sha256 previous = Sha256.ZERO;
        String id = "";
        Reference reference = Reference.NONE;
        String currency = "";
        long[] split = new long[3];
        long[] after = new long[3];
        long at = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 2 -> previous = Sha256.ofDigest(in.readByteArray());
                case 3 -> id = in.readString();
                case 4 -> reference = readReference(in.readBytes());
                case 5 -> currency = in.readString();
                case 6 -> split = readNumbers(in.readBytes());
                case 7 -> after = readNumbers(in.readBytes());
                case 8 -> at = in.readUInt64();
                default -> in.skipField(tag);
            }
        }
        return new WalletEvent.BetTaken(
                previous,
                id,
                reference,
                currency,
                new Split(split[0], split[1]),
                new Balances(after[0], after[1], after[2]),
                Instant.ofEpochMilli(at));
    }

    private static Reference readReference(ByteString bytes) throws IOException {
        CodedInputStream in = bytes.newCodedInput();
        @Nullable String[] texts = new @Nullable String[5];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            texts[WireFormat.getTagFieldNumber(tag)] = in.readString();
        }
        return new Reference(texts[1], texts[2], texts[3], Objects.requireNonNullElse(texts[4], ""));
    }

    private static long[] readNumbers(ByteString bytes) throws IOException {
        CodedInputStream in = bytes.newCodedInput();
        long[] numbers = new long[3];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            numbers[WireFormat.getTagFieldNumber(tag) - 1] = in.readUInt64();
        }
        return numbers;
    }
}
