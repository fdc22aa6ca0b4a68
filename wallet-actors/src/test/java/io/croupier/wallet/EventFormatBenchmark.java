package io.croupier.wallet;

import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the stored form of a bet as CBOR and as Protobuf, and the recovery of a wallet of 10,000 events; run {@code main}.
 * Times are this thread's CPU time, the best of {@value #ROUNDS} rounds, so that a busy machine disturbs little. The figures
 * are in docs/decisions/0003-event-format.md.
 */
final class EventFormatBenchmark {
    private static final int ROUNDS = 12;
    private static final int CALLS = 100_000;
    private static final int EVENTS = 10_000;

    private static long sink;

    private interface Call {
        long run() throws IOException;
    }

    private EventFormatBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        var reference = new Reference(
                "7d4f9c1e-5a5f-4b0e-9d0f-3f8a7f3b2c11", "roulette-1", "house~roulette-1.1042", "straight:17");
        var bet = new WalletEvent.BetTaken(
                Sha256.of(new byte[] {1}),
                "bet~7d4f9c1e-5a5f-4b0e-9d0f-3f8a7f3b2c11",
                reference,
                "EUR",
                new Split(500, 0),
                new Balances(99_500, 0, 0),
                Instant.parse("2026-11-20T10:15:30.123Z"));
        byte[] cbor = WalletEventCodec.encode(bet);
        byte[] protobuf = ProtobufBet.encode(bet);
        if (!WalletEventCodec.decode(cbor).equals(bet)
                || !ProtobufBet.decode(protobuf).equals(bet)) {
            throw new IllegalStateException("the formats do not carry the same event");
        }
        System.out.println("bytes: cbor " + cbor.length + ", protobuf " + protobuf.length);
        print("cbor      encode ns", nanosPerCall(CALLS, () -> WalletEventCodec.encode(bet).length));
        print("protobuf  encode ns", nanosPerCall(CALLS, () -> ProtobufBet.encode(bet).length));
        print(
                "cbor      decode ns",
                nanosPerCall(CALLS, () -> WalletEventCodec.decode(cbor).after().realMinor()));
        print(
                "protobuf  decode ns",
                nanosPerCall(CALLS, () -> ProtobufBet.decode(protobuf).after().realMinor()));
        print("sha-256   ns", nanosPerCall(CALLS, () -> Sha256.of(cbor).hashCode()));
        List<byte[]> journal = journal(reference);
        print(
                "recovery of " + EVENTS + " events, read and applied, ms",
                nanosPerCall(5, () -> recover(journal)) / 1_000_000);
    }

    private static List<byte[]> journal(Reference reference) {
        Wallet wallet = Wallet.unopened("ann");
        var bytes = new ArrayList<byte[]>();
        for (int n = 0; n < EVENTS; n++) {
            Transaction next = n == 0
                    ? new Transaction.Open("op~open", "EUR", Reference.NONE)
                    : n == 1
                            ? new Transaction.Deposit("op~d", 1_000_000_000, "EUR", Reference.NONE)
                            : new Transaction.Bet("bet~7d4f9c1e-5a5f-4b0e-9d0f-3f8a7f3b" + n, 10, "EUR", reference);
            WalletEvent event = wallet.decide(next, Instant.EPOCH).event().orElseThrow();
            var stored = StoredWalletEvent.of(event);
            bytes.add(stored.bytes());
            wallet = wallet.apply(event, stored.hash());
        }
        return bytes;
    }

    private static long recover(List<byte[]> journal) {
        Wallet wallet = Wallet.unopened("ann");
        for (byte[] bytes : journal) {
            var stored = StoredWalletEvent.read(bytes);
            wallet = wallet.apply(stored.event(), stored.hash());
        }
        return wallet.version();
    }

    private static long nanosPerCall(int calls, Call call) throws IOException {
        var thread = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = thread.getCurrentThreadCpuTime();
            for (int n = 0; n < calls; n++) {
                sink += call.run();
            }
            best = Math.min(best, (thread.getCurrentThreadCpuTime() - start) / calls);
        }
        return best;
    }

    /** Reads the sum, so that nothing measured is left out as useless. */
    private static void print(String what, long value) {
        System.out.println(String.format(Locale.ROOT, "%-48s %,8d", what, value));
        if (sink == 0) {
            throw new IllegalStateException("nothing was measured");
        }
    }
}
