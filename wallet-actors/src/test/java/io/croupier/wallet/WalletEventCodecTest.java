package io.croupier.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.BonusPart;
import io.croupier.wallet.domain.BonusStake;
import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.LimitChange;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.LimitKind;
import io.croupier.wallet.domain.LimitPeriod;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Restriction;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.TransactionKind;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletRejection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The golden files are what journals out there hold: they are never rewritten, only added to. A new type gets its file by
 * {@code WalletEventCodecTest.main}, which leaves those that exist alone.
 */
class WalletEventCodecTest {
    private static final Sha256 PREVIOUS = Sha256.of("the event before".getBytes(StandardCharsets.UTF_8));
    private static final Instant AT = Instant.parse("2026-11-20T10:15:30.123Z");
    private static final Reference BET =
            new Reference("b-1", "roulette-1", "house~roulette-1.17", "{\"kind\":\"straight\",\"numbers\":[17]}");
    private static final Reference CASHIER = new Reference(null, null, null, "bank transfer 4711");
    private static final Reference PROVIDER = new Reference(null, null, "prv~acme~r9", "");
    private static final Balances AFTER = new Balances(9_007_199_254_740_000L, 991, 5);

    private static final LimitKey LOSS = new LimitKey(LimitKey.Setter.PLAYER, LimitKind.LOSS, LimitPeriod.DAY);
    private static final LimitKey TIME = new LimitKey(LimitKey.Setter.OPERATOR, LimitKind.TIME, LimitPeriod.SESSION);

    /** One event of each type, by type name. */
    static Map<String, WalletEvent> examples() {
        Map<String, WalletEvent> examples = new TreeMap<>();
        examples.put("opened", new WalletEvent.Opened(Sha256.ZERO, "op~open-1", Reference.NONE, "EUR", AT));
        examples.put(
                "deposit", new WalletEvent.Deposited(PREVIOUS, "op~d-1", CASHIER, "EUR", new Split(500, 0), AFTER, AT));
        examples.put(
                "withdrawal",
                new WalletEvent.Withdrawn(PREVIOUS, "op~w-1", CASHIER, "EUR", new Split(700, 0), AFTER, AT));
        examples.put("bet", new WalletEvent.BetTaken(PREVIOUS, "bet~b-1", BET, "EUR", new Split(300, 200), AFTER, AT));
        examples.put(
                "win",
                new WalletEvent.WinCredited(
                        PREVIOUS,
                        "pay~r-1.b-1.1",
                        BET,
                        "EUR",
                        "bet~b-1",
                        true,
                        18_000,
                        new Split(17_995, 0),
                        AFTER,
                        AT));
        examples.put(
                "rollback",
                new WalletEvent.BetRolledBack(
                        PREVIOUS, "prv~acme~t2", PROVIDER, "prv~acme~t1", new Split(1, 2), null, AFTER, AT));
        examples.put(
                "rollback-dated",
                new WalletEvent.BetRolledBack(
                        PREVIOUS,
                        "prv~acme~t6",
                        PROVIDER,
                        "prv~acme~t1",
                        new Split(1, 2),
                        AT.minusMillis(9),
                        AFTER,
                        AT));
        examples.put(
                "refund-dated",
                new WalletEvent.BetRefunded(
                        PREVIOUS,
                        "pay~void.b-1",
                        BET,
                        "EUR",
                        "bet~b-1",
                        new Split(300, 200),
                        AT.minusMillis(9),
                        AFTER,
                        AT));
        examples.put(
                "tombstone",
                new WalletEvent.BetTombstoned(PREVIOUS, "prv~acme~t4", PROVIDER, "prv~acme~t3", AFTER, AT));
        examples.put(
                "rollback-again",
                new WalletEvent.RollbackRepeated(PREVIOUS, "prv~acme~t5", PROVIDER, "prv~acme~t3", AFTER, AT));
        examples.put(
                "refund",
                new WalletEvent.BetRefunded(
                        PREVIOUS, "pay~void.b-1", BET, "EUR", "bet~b-1", new Split(300, 200), null, AFTER, AT));
        examples.put(
                "rejected",
                new WalletEvent.TransactionRejected(
                        PREVIOUS,
                        "bet~b-2",
                        BET,
                        TransactionKind.BET,
                        "EUR",
                        null,
                        500,
                        null,
                        false,
                        WalletRejection.DECLINED,
                        "betting_closed",
                        null,
                        null,
                        AFTER,
                        AT));
        examples.put(
                "rejected-refund",
                new WalletEvent.TransactionRejected(
                        PREVIOUS,
                        "pay~void.b-3",
                        BET,
                        TransactionKind.REFUND,
                        "USD",
                        "bet~b-3",
                        500,
                        new Split(500, 0),
                        true,
                        WalletRejection.WRONG_CURRENCY,
                        null,
                        null,
                        null,
                        AFTER,
                        AT));
        examples.put(
                "correction",
                new WalletEvent.BetCorrected(
                        PREVIOUS, "cor~r-1.b-1.2", BET, "EUR", "bet~b-1", -700, new Split(300, 100), AFTER, AT));
        examples.put(
                "correction-bonus",
                new WalletEvent.BetCorrected(
                        PREVIOUS, "cor~r-1.b-1.3", BET, "EUR", "bet~b-1", 700, new Split(200, 100), AFTER, AT));
        examples.put(
                "limits",
                new WalletEvent.LimitsSet(
                        PREVIOUS,
                        "own~l-1",
                        Reference.NONE,
                        List.of(
                                new LimitChange(LOSS, 5_000L, AT),
                                new LimitChange(TIME, null, AT.plus(Duration.ofHours(24)))),
                        AFTER,
                        AT));
        examples.put(
                "exclusion",
                new WalletEvent.Excluded(
                        PREVIOUS, "own~x-1", Reference.NONE, AT.plus(Duration.ofDays(180)), AFTER, AT));
        examples.put("freeze", new WalletEvent.Frozen(PREVIOUS, "op~f-1", CASHIER, AFTER, AT));
        examples.put("unfreeze", new WalletEvent.Unfrozen(PREVIOUS, "op~f-2", CASHIER, AFTER, AT));
        examples.put(
                "rejected-limit",
                new WalletEvent.TransactionRejected(
                        PREVIOUS,
                        "bet~b-4",
                        BET,
                        TransactionKind.BET,
                        "EUR",
                        null,
                        500,
                        null,
                        false,
                        WalletRejection.LOSS_LIMIT,
                        null,
                        null,
                        new Restriction(Restriction.Kind.LIMIT, LOSS, 5_000, 4_600, AT),
                        AFTER,
                        AT));
        examples.put(
                "rejected-exclusion",
                new WalletEvent.TransactionRejected(
                        PREVIOUS,
                        "own~x-2",
                        Reference.NONE,
                        TransactionKind.EXCLUSION,
                        "",
                        null,
                        0,
                        null,
                        false,
                        WalletRejection.EXCLUSION_STANDS,
                        null,
                        "until 2026-12-01T00:00:00Z",
                        null,
                        AFTER,
                        AT));
        bonuses(examples);
        return examples;
    }

    private static void bonuses(Map<String, WalletEvent> examples) {
        var terms = new BonusTerms(
                35_000,
                List.of("roulette-1", "crash-1"),
                BonusTerms.Order.BONUS_FIRST,
                BonusTerms.Wins.PROPORTIONAL,
                10_000L,
                AT.plus(Duration.ofDays(30)));
        var free = new FreeBetTerms(
                10, 500, List.of("roulette-1"), AT.plus(Duration.ofDays(7)), 1_000, AT.plus(Duration.ofDays(14)));
        examples.put(
                "bonus",
                new WalletEvent.BonusGranted(PREVIOUS, "op~g-1", CASHIER, "EUR", "g-1", 1_000, terms, AFTER, AT));
        examples.put(
                "free-bets",
                new WalletEvent.FreeBetsGranted(PREVIOUS, "op~f-1", CASHIER, "EUR", "f-1", free, AFTER, AT));
        examples.put(
                "bonus-converted",
                new WalletEvent.BonusConverted(
                        PREVIOUS, "bon~g-1~converted~1", Reference.NONE, "g-1", 900, 100, 30, AFTER, AT));
        examples.put(
                "bonus-reopened",
                new WalletEvent.BonusReopened(
                        PREVIOUS, "bon~g-1~reopened~1", Reference.NONE, "g-1", 700, 200, 100, AFTER, AT));
        examples.put(
                "bonus-ended",
                new WalletEvent.BonusEnded(
                        PREVIOUS, "bon~g-1~expired~0", Reference.NONE, "g-1", BonusState.EXPIRED, 400, AFTER, AT));
        var stake = new BonusStake(List.of(new BonusPart("g-1", 150), new BonusPart("g-2", 50)), "g-1", null, 0, false);
        examples.put(
                "bet-with-bonus",
                new WalletEvent.BetTaken(PREVIOUS, "bet~b-1", BET, "EUR", new Split(300, 200), AFTER, AT, stake));
        examples.put(
                "bet-free",
                new WalletEvent.BetTaken(
                        PREVIOUS,
                        "bet~b-1",
                        BET,
                        "EUR",
                        Split.ZERO,
                        AFTER,
                        AT,
                        new BonusStake(List.of(), null, "f-1", 500, true)));
        examples.put(
                "win-with-bonus",
                new WalletEvent.WinCredited(
                        PREVIOUS,
                        "pay~r-1.b-1.1",
                        BET,
                        "EUR",
                        "bet~b-1",
                        true,
                        1_000,
                        new Split(595, 300),
                        AFTER,
                        AT,
                        effect(595, 300, 100, null)));
        examples.put(
                "rollback-with-bonus",
                new WalletEvent.BetRolledBack(
                        PREVIOUS,
                        "prv~acme~t2",
                        PROVIDER,
                        "prv~acme~t1",
                        new Split(1, 2),
                        AT.minusMillis(9),
                        AFTER,
                        AT,
                        effect(1, 2, 0, new Split(1, 2))));
        examples.put(
                "refund-with-bonus",
                new WalletEvent.BetRefunded(
                        PREVIOUS,
                        "ref~r-1.b-1.1",
                        BET,
                        "EUR",
                        "bet~b-1",
                        new Split(300, 150),
                        AT.minusMillis(9),
                        AFTER,
                        AT,
                        effect(300, 150, 50, new Split(300, 200))));
        examples.put(
                "correction-with-bonus",
                new WalletEvent.BetCorrected(
                        PREVIOUS,
                        "cor~r-1.b-1.2",
                        BET,
                        "EUR",
                        "bet~b-1",
                        -700,
                        new Split(900, 200),
                        AFTER,
                        AT,
                        effect(-900, 200, 0, null)));
    }

    private static BonusEffect effect(long real, long bonus, long cost, @Nullable Split asked) {
        return new BonusEffect(
                real,
                bonus,
                List.of(new BonusPart("g-1", bonus)),
                new BonusPart("f-1", 5),
                List.of(new BonusPart("g-0", -7)),
                List.of(new BonusPart("g-0", 3)),
                cost,
                new BonusPart("g-1", 500),
                "f-1",
                asked);
    }

    @TestFactory
    List<DynamicTest> goldenBytesStillReadAsTheirEvent() {
        return examples().entrySet().stream()
                .map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
                    assertThat(WalletEventCodec.decode(golden(example.getKey())))
                            .isEqualTo(example.getValue());
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> whatIsWrittenTodayReadsAsTheSameEvent() {
        return examples().entrySet().stream()
                .map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
                    byte[] bytes = WalletEventCodec.encode(example.getValue());
                    assertThat(WalletEventCodec.decode(bytes)).isEqualTo(example.getValue());
                    assertThat(StoredWalletEvent.read(bytes).hash()).isEqualTo(Sha256.of(bytes));
                }))
                .toList();
    }

    /** Also those that may carry a bonus now: a wallet without one must not pay for it. */
    @TestFactory
    List<DynamicTest> whatIsWrittenTodayIsItsGoldenFile() {
        return examples().entrySet().stream()
                .map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
                    assertThat(WalletEventCodec.encode(example.getValue())).isEqualTo(golden(example.getKey()));
                }))
                .toList();
    }

    @Test
    void everyTypeOfEventHasItsNameAndItsGoldenFile() {
        Set<Class<?>> shown = new HashSet<>();
        examples().values().forEach(event -> shown.add(event.getClass()));
        assertThat(shown).containsExactlyInAnyOrder(WalletEvent.class.getPermittedSubclasses());
        WalletEventCodec.codec()
                .typeNames()
                .forEach((type, name) -> assertThat(examples().get(name)).isInstanceOf(type));
    }

    @Test
    void codesAndKindsKeepTheNamesThatAreStored() {
        assertThat(List.of(WalletRejection.values()).toString())
                .isEqualTo("[UNKNOWN_PLAYER, PLAYER_EXISTS, TRANSACTION_CONFLICT, WRONG_CURRENCY, INSUFFICIENT_FUNDS,"
                        + " BALANCE_LIMIT, BET_ROLLED_BACK, BET_ALREADY_SETTLED, BET_NOT_FOUND, DECLINED,"
                        + " STAKE_LIMIT, LOSS_LIMIT, DEPOSIT_LIMIT, TURNOVER_LIMIT, SESSION_LIMIT, PLAYER_BLOCKED,"
                        + " EXCLUSION_STANDS, EXCLUSION_TOO_SHORT, BONUS_NOT_FOUND, BONUS_ENDED,"
                        + " BONUS_EXPIRED, BONUS_LIMIT, FREE_BET_NOT_FOUND, FREE_BET_EXPIRED, FREE_BET_MISMATCH]");
        assertThat(List.of(TransactionKind.values()).toString())
                .isEqualTo(
                        "[OPEN, DEPOSIT, WITHDRAWAL, BET, WIN, ROLLBACK, REFUND, LIMITS, EXCLUSION, FREEZE, UNFREEZE, CORRECTION,"
                                + " BONUS, ADJUSTMENT]");
        assertThat(List.of(BonusState.values()).toString()).isEqualTo("[OPEN, CONVERTED, EXPIRED, FORFEITED]");
        assertThat(List.of(BonusTerms.Order.values()).toString()).isEqualTo("[REAL_FIRST, BONUS_FIRST]");
        assertThat(List.of(BonusTerms.Wins.values()).toString()).isEqualTo("[PROPORTIONAL, REAL]");
        assertThat(List.of(LimitKey.Setter.values()).toString()).isEqualTo("[PLAYER, OPERATOR]");
        assertThat(List.of(LimitKind.values()).toString()).isEqualTo("[STAKE, LOSS, DEPOSIT, TURNOVER, TIME]");
        assertThat(List.of(LimitPeriod.values()).toString()).isEqualTo("[DAY, WEEK, MONTH, SESSION]");
        assertThat(List.of(Restriction.Kind.values()).toString()).isEqualTo("[LIMIT, EXCLUSION, FREEZE]");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = WalletEventCodecTest.class.getResourceAsStream("/golden/wallet/" + name + ".hex")) {
            assertThat(in).as("golden/wallet/%s.hex", name).isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    /** Writes the golden files that are missing into the directory given. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        for (var example : examples().entrySet()) {
            Path file = directory.resolve(example.getKey() + ".hex");
            if (Files.notExists(file)) {
                String hex = HexFormat.of().formatHex(WalletEventCodec.encode(example.getValue()));
                Files.writeString(file, hex.replaceAll("(.{96})", "$1\n") + "\n");
            }
        }
    }
}
