package io.croupier.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.wallet.codec.EventFormatException;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.LimitKind;
import io.croupier.wallet.domain.LimitPeriod;
import io.croupier.wallet.domain.Recall;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The golden file is what databases out there hold: it is never rewritten, and a new form gets a file beside it. */
class WalletSnapshotTest {
    private static final Instant AT = Instant.parse("2026-11-20T10:15:30.123Z");
    private static final Reference BET =
            new Reference("b-1", "roulette-1", "house~roulette-1.17", "{\"kind\":\"red\"}");

    private static final BonusTerms WAGERED = new BonusTerms(
            5_000,
            List.of("roulette-1"),
            BonusTerms.Order.BONUS_FIRST,
            BonusTerms.Wins.PROPORTIONAL,
            1_000L,
            AT.plus(Duration.ofDays(7)));
    private static final BonusTerms AT_ONCE = new BonusTerms(
            0, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.REAL, null, AT.plus(Duration.ofDays(9)));
    private static final FreeBetTerms FREE = new FreeBetTerms(
            3, 20, List.of("roulette-1"), AT.plus(Duration.ofDays(8)), 300, AT.plus(Duration.ofDays(30)));

    /** A wallet with something of everything that is remembered. */
    private static Wallet example() {
        var key = new LimitKey(LimitKey.Setter.PLAYER, LimitKind.LOSS, LimitPeriod.DAY);
        var operators = new LimitKey(LimitKey.Setter.OPERATOR, LimitKind.STAKE, LimitPeriod.WEEK);
        Wallet wallet = Wallet.unopened("ann");
        for (Transaction transaction : List.of(
                new Transaction.Open("op~open", "EUR", Reference.NONE),
                new Transaction.Deposit("op~d", 1_000, "EUR", new Reference(null, null, null, "cash")),
                new Transaction.Bet("bet~b-0", 10, "EUR", BET),
                new Transaction.Bet("bet~b-1", 300, "EUR", BET),
                new Transaction.Win("pay~r.b-1.1", "bet~b-1", 700, "EUR", true, BET),
                new Transaction.Bet("prv~p~b", 20, "EUR", new Reference(null, null, "p~g", "")),
                new Transaction.Rollback("prv~p~r", "prv~p~b", new Reference(null, null, "p~g", "")),
                new Transaction.Rollback("prv~p~t", "prv~p~never", new Reference(null, null, "p~g", "")),
                new Transaction.Decline("bet~late", 10, "EUR", BET, "betting_closed"),
                new Transaction.GrantBonus("op~bonus", 200, "EUR", WAGERED, Reference.NONE),
                new Transaction.GrantBonus("op~gift", 30, "EUR", AT_ONCE, Reference.NONE),
                new Transaction.GrantFreeBets("op~free", "EUR", FREE, Reference.NONE),
                new Transaction.Bet("bet~b-3", 300, "EUR", BET),
                new Transaction.Bet("bet~b-4", 20, "EUR", BET, "free"),
                new Transaction.SetLimits(
                        "own~l",
                        List.of(new Transaction.Wanted(key, 50L), new Transaction.Wanted(operators, 9_000L)),
                        Reference.NONE),
                new Transaction.SetLimits("own~m", List.of(new Transaction.Wanted(key, 500L)), Reference.NONE),
                new Transaction.Bet("bet~b-2", 600, "EUR", BET),
                new Transaction.Exclude("own~x", AT.plus(Duration.ofDays(200)), Reference.NONE),
                new Transaction.Freeze("op~f", Reference.NONE))) {
            wallet = after(wallet, wallet.decide(transaction, AT).event());
            wallet = after(wallet, wallet.due(AT));
        }
        return wallet.forget(3);
    }

    private static Wallet after(Wallet wallet, Optional<WalletEvent> event) {
        return event.map(stored ->
                        wallet.apply(stored, StoredWalletEvent.of(stored).hash()))
                .orElse(wallet);
    }

    @Test
    void theGoldenBytesStillReadAsTheirWallet() throws IOException {
        assertThat(WalletSnapshot.read(golden()).state().wallet()).isEqualTo(example());
    }

    @Test
    void whatIsWrittenTodayReadsAsTheSameWallet() {
        byte[] bytes = new WalletSnapshot(example().state().orElseThrow()).bytes();
        assertThat(WalletSnapshot.read(bytes).state().wallet()).isEqualTo(example());
    }

    @Test
    void anExclusionForEverSurvives() {
        Wallet wallet = example();
        WalletEvent event = wallet.decide(
                        new Transaction.Exclude("own~ever", null, Reference.NONE),
                        AT,
                        Recall.madeAfter(wallet.version()))
                .event()
                .orElseThrow();
        Wallet excluded = wallet.apply(event, Sha256.ZERO);
        byte[] bytes = new WalletSnapshot(excluded.state().orElseThrow()).bytes();
        assertThat(WalletSnapshot.read(bytes).state().wallet()).isEqualTo(excluded);
    }

    @Test
    void everyChangedByteIsFound() throws IOException {
        byte[] good = golden();
        for (int i = 0; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> WalletSnapshot.read(changed))
                    .as("byte %d", i)
                    .isInstanceOf(EventFormatException.class)
                    .hasMessageContaining("was changed since");
        }
        assertThatThrownBy(() -> WalletSnapshot.read(new byte[31])).isInstanceOf(EventFormatException.class);
    }

    private static byte[] golden() throws IOException {
        try (InputStream in = WalletSnapshotTest.class.getResourceAsStream("/golden/wallet/snapshot.hex")) {
            assertThat(in).as("golden/wallet/snapshot.hex").isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    /** Writes the golden file into the directory given, unless it exists. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]).resolve("snapshot.hex");
        if (Files.notExists(file)) {
            String hex = HexFormat.of()
                    .formatHex(new WalletSnapshot(example().state().orElseThrow()).bytes());
            Files.writeString(file, hex.replaceAll("(.{96})", "$1\n") + "\n");
        }
    }
}
