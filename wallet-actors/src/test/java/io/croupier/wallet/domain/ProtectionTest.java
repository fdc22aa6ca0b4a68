package io.croupier.wallet.domain;

import static io.croupier.wallet.domain.DrivenWallet.NOW;
import static io.croupier.wallet.domain.DrivenWallet.bet;
import static io.croupier.wallet.domain.DrivenWallet.deposit;
import static io.croupier.wallet.domain.DrivenWallet.limit;
import static io.croupier.wallet.domain.DrivenWallet.refund;
import static io.croupier.wallet.domain.DrivenWallet.rollback;
import static io.croupier.wallet.domain.DrivenWallet.trustedWin;
import static io.croupier.wallet.domain.DrivenWallet.win;
import static io.croupier.wallet.domain.DrivenWallet.withdraw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Limits, exclusion and freeze: what they stop, from when to when, and what they never stop. */
class ProtectionTest {
    /** A Friday morning; the week began on Monday the 16th, the month on the 1st. */
    private static final Instant FRIDAY = NOW;

    private static final Instant SATURDAY = Instant.parse("2026-11-21T00:00:00Z");
    private static final Instant MONDAY = Instant.parse("2026-11-23T00:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Duration TICK = Duration.ofMillis(1);

    private final DrivenWallet wallet = DrivenWallet.holding(100_000);

    @AfterEach
    void comesBackTheSameFromItsJournal() {
        assertThat(wallet.recovered()).isEqualTo(wallet.wallet());
    }

    private static void accepted(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
    }

    private static Restriction refused(Answer answer, WalletRejection code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
        Restriction restriction = ((Answer.Rejected) answer).restriction();
        assertThat(restriction).isNotNull();
        return restriction;
    }

    private void assertRefused(
            Answer answer, WalletRejection code, LimitPeriod period, long most, long used, Instant resetsAt) {
        Restriction restriction = refused(answer, code);
        assertThat(restriction.limit()).isNotNull();
        assertThat(restriction.limit().period()).isEqualTo(period);
        assertThat(List.of(restriction.most(), restriction.used())).containsExactly(most, used);
        assertThat(restriction.resetsAt()).isEqualTo(resetsAt);
    }

    @Nested
    class LimitsOfMoney {
        @Test
        void aStakeLimitCountsOwnMoneyUntilTheDayEnds() {
            accepted(wallet.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.DAY, 1_000L)));
            accepted(wallet.tell(bet("bet~1", 600)));
            assertRefused(
                    wallet.tell(bet("bet~2", 401)), WalletRejection.STAKE_LIMIT, LimitPeriod.DAY, 1_000, 600, SATURDAY);
            accepted(wallet.tell(bet("bet~3", 400)));
            refused(wallet.tell(bet("bet~4", 1), SATURDAY.minus(TICK)), WalletRejection.STAKE_LIMIT);
            accepted(wallet.tell(bet("bet~5", 1_000), SATURDAY));
        }

        @Test
        void aWinMakesRoomInALossLimitOnly() {
            accepted(wallet.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.WEEK, 1_000L)));
            accepted(wallet.tell(bet("bet~1", 1_000)));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 5_000)));
            assertRefused(
                    wallet.tell(bet("bet~2", 1)), WalletRejection.STAKE_LIMIT, LimitPeriod.WEEK, 1_000, 1_000, MONDAY);
            accepted(wallet.tell(limit("own~2", LimitKind.STAKE, LimitPeriod.WEEK, null)));
            accepted(wallet.tell(limit("own~3", LimitKind.LOSS, LimitPeriod.WEEK, 1_000L)));
            Instant later = SATURDAY.plus(Duration.ofHours(12));
            accepted(wallet.tell(bet("bet~3", 5_000), later));
            assertRefused(
                    wallet.tell(bet("bet~4", 1), later),
                    WalletRejection.LOSS_LIMIT,
                    LimitPeriod.WEEK,
                    1_000,
                    1_000,
                    MONDAY);
        }

        @Test
        void aLimitThatIsSetAtNoonCountsTheMorning() {
            accepted(wallet.tell(bet("bet~1", 700)));
            accepted(wallet.tell(limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, 1_000L), FRIDAY.plusSeconds(7_200)));
            assertRefused(
                    wallet.tell(bet("bet~2", 301), FRIDAY.plusSeconds(7_201)),
                    WalletRejection.LOSS_LIMIT,
                    LimitPeriod.DAY,
                    1_000,
                    700,
                    SATURDAY);
        }

        @Test
        void monthAndWeekEndWhereTheCalendarSaysSo() {
            accepted(wallet.tell(limit("own~1", LimitKind.TURNOVER, LimitPeriod.MONTH, 100L)));
            accepted(wallet.tell(bet("bet~1", 100)));
            assertRefused(
                    wallet.tell(bet("bet~2", 1), MONDAY),
                    WalletRejection.TURNOVER_LIMIT,
                    LimitPeriod.MONTH,
                    100,
                    100,
                    DECEMBER);
            accepted(wallet.tell(bet("bet~3", 1), DECEMBER));
        }

        @Test
        void ofSeveralTheOneWithTheLeastRoomSpeaks() {
            accepted(wallet.tell(limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, 500L)));
            accepted(wallet.tell(limit("own~2", LimitKind.STAKE, LimitPeriod.MONTH, 300L)));
            var operators = new LimitKey(LimitKey.Setter.OPERATOR, LimitKind.STAKE, LimitPeriod.MONTH);
            accepted(wallet.tell(new Transaction.SetLimits(
                    "op~1", List.of(new Transaction.Wanted(operators, 200L)), Reference.NONE)));
            Restriction restriction = refused(wallet.tell(bet("bet~1", 900)), WalletRejection.STAKE_LIMIT);
            assertThat(restriction.limit()).isEqualTo(operators);
        }

        @Test
        void turnoverCountsBonusMoneyAndStakeDoesNot() {
            var bonus = DrivenWallet.holding(new Balances(100, 900, 0));
            accepted(bonus.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.DAY, 100L)));
            accepted(bonus.tell(limit("own~2", LimitKind.TURNOVER, LimitPeriod.DAY, 800L)));
            accepted(bonus.tell(bet("bet~1", 700)));
            assertRefused(
                    bonus.tell(bet("bet~2", 200)), WalletRejection.TURNOVER_LIMIT, LimitPeriod.DAY, 800, 700, SATURDAY);
            accepted(bonus.tell(bet("bet~3", 100)));
        }

        @Test
        void depositsCountGross() {
            accepted(wallet.tell(limit("own~1", LimitKind.DEPOSIT, LimitPeriod.DAY, 100_500L)));
            accepted(wallet.tell(withdraw("op~w", 90_000)));
            assertRefused(
                    wallet.tell(deposit("op~d", 501)),
                    WalletRejection.DEPOSIT_LIMIT,
                    LimitPeriod.DAY,
                    100_500,
                    100_000,
                    SATURDAY);
            accepted(wallet.tell(deposit("op~e", 500)));
            accepted(wallet.tell(deposit("op~f", 100_500), SATURDAY));
        }

        @Test
        void aZeroLimitStopsEveryStakeButNoFreeBet() {
            accepted(wallet.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.DAY, 0L)));
            refused(wallet.tell(bet("bet~1", 1)), WalletRejection.STAKE_LIMIT);
            accepted(wallet.tell(bet("prv~p~free", 0)));
        }

        @Test
        void theRefusalIsForEverAlsoOnceThereIsRoom() {
            accepted(wallet.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.DAY, 10L)));
            Answer first = wallet.tell(bet("bet~1", 11));
            assertThat(wallet.tell(bet("bet~1", 11), DECEMBER)).isEqualTo(first.asReplayed());
        }
    }

    @Nested
    class AStakeThatComesBack {
        @Test
        void makesRoomInThePeriodInWhichItWasPlaced() {
            accepted(wallet.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.DAY, 100L)));
            accepted(wallet.tell(limit("own~2", LimitKind.LOSS, LimitPeriod.DAY, 100L)));
            accepted(wallet.tell(bet("bet~1", 60)));
            accepted(wallet.tell(bet("bet~2", 40)));
            accepted(wallet.tell(rollback("pay~r", "bet~1")));
            accepted(wallet.tell(refund("pay~f", "bet~2", 40, 0)));
            accepted(wallet.tell(bet("bet~3", 100)));
            refused(wallet.tell(bet("bet~4", 1)), WalletRejection.STAKE_LIMIT);
        }

        @Test
        void makesNoRoomInOneThatHasBegunSince() {
            accepted(wallet.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.DAY, 100L)));
            accepted(wallet.tell(limit("own~2", LimitKind.LOSS, LimitPeriod.DAY, 100L)));
            accepted(wallet.tell(limit("own~3", LimitKind.STAKE, LimitPeriod.WEEK, 150L)));
            accepted(wallet.tell(bet("bet~1", 100)));
            accepted(wallet.tell(rollback("pay~r", "bet~1"), SATURDAY));
            assertRefused(
                    wallet.tell(bet("bet~2", 101), SATURDAY),
                    WalletRejection.STAKE_LIMIT,
                    LimitPeriod.DAY,
                    100,
                    0,
                    MONDAY.minus(Duration.ofDays(1)));
            accepted(wallet.tell(bet("bet~3", 100), SATURDAY));
            refused(wallet.tell(bet("bet~4", 1), SATURDAY), WalletRejection.STAKE_LIMIT);
        }

        @Test
        void makesNoRoomWhereNobodyKnowsTheBet() {
            accepted(wallet.tell(limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, 100L)));
            accepted(wallet.tell(refund("pay~f", "bet~elsewhere", 500, 0)));
            refused(wallet.tell(bet("bet~1", 101)), WalletRejection.LOSS_LIMIT);
        }
    }

    @Nested
    class Loosening {
        @Test
        void tighteningIsAtOnceAndLooseningADayLater() {
            accepted(wallet.tell(limit("own~1", LimitKind.STAKE, LimitPeriod.MONTH, 100L)));
            accepted(wallet.tell(limit("own~2", LimitKind.STAKE, LimitPeriod.MONTH, 500L)));
            Instant tomorrow = FRIDAY.plus(Duration.ofHours(24));
            refused(wallet.tell(bet("bet~1", 101), tomorrow.minus(TICK)), WalletRejection.STAKE_LIMIT);
            accepted(wallet.tell(bet("bet~2", 101), tomorrow));
            accepted(wallet.tell(limit("own~3", LimitKind.STAKE, LimitPeriod.MONTH, 150L), tomorrow));
            refused(wallet.tell(bet("bet~3", 50), tomorrow), WalletRejection.STAKE_LIMIT);
        }

        @Test
        void takingALimitAwayIsLooseningToo() {
            accepted(wallet.tell(limit("own~1", LimitKind.TIME, LimitPeriod.SESSION, 0L)));
            accepted(wallet.tell(limit("own~2", LimitKind.TIME, LimitPeriod.SESSION, null)));
            refused(wallet.tell(bet("bet~1", 1)), WalletRejection.SESSION_LIMIT);
            assertThat(wallet.wallet().protection(FRIDAY).limits())
                    .singleElement()
                    .satisfies(view -> assertThat(view.laterFrom()).isEqualTo(FRIDAY.plus(Duration.ofHours(24))));
            Instant tomorrow = FRIDAY.plus(Duration.ofHours(24));
            accepted(wallet.tell(bet("bet~2", 1), tomorrow));
            assertThat(wallet.wallet().protection(tomorrow).limits()).isEmpty();
        }

        @Test
        void askingAgainBeginsTheDayAnewAndTighteningForgetsIt() {
            accepted(wallet.tell(limit("own~1", LimitKind.LOSS, LimitPeriod.MONTH, 100L)));
            accepted(wallet.tell(limit("own~2", LimitKind.LOSS, LimitPeriod.MONTH, 500L)));
            accepted(wallet.tell(
                    limit("own~3", LimitKind.LOSS, LimitPeriod.MONTH, 600L), FRIDAY.plus(Duration.ofHours(23))));
            refused(wallet.tell(bet("bet~1", 101), FRIDAY.plus(Duration.ofHours(25))), WalletRejection.LOSS_LIMIT);
            accepted(wallet.tell(
                    limit("own~4", LimitKind.LOSS, LimitPeriod.MONTH, 90L), FRIDAY.plus(Duration.ofHours(26))));
            refused(wallet.tell(bet("bet~2", 91), FRIDAY.plus(Duration.ofHours(80))), WalletRejection.LOSS_LIMIT);
        }
    }

    @Nested
    class TheSession {
        @Test
        void endsAfterItsTimeUntilThePauseWasLongEnough() {
            accepted(wallet.tell(limit(
                    "own~1",
                    LimitKind.TIME,
                    LimitPeriod.SESSION,
                    Duration.ofMinutes(30).toMillis())));
            for (int minute = 0; minute < 30; minute += 5) {
                accepted(wallet.tell(bet("bet~" + minute, 1), FRIDAY.plus(Duration.ofMinutes(minute))));
            }
            Instant over = FRIDAY.plus(Duration.ofMinutes(30));
            Instant reset = FRIDAY.plus(Duration.ofMinutes(25 + 15));
            Restriction restriction = refused(wallet.tell(bet("bet~late", 1), over), WalletRejection.SESSION_LIMIT);
            assertThat(restriction.used()).isEqualTo(Duration.ofMinutes(30).toMillis());
            assertThat(restriction.resetsAt()).isEqualTo(reset);
            refused(wallet.tell(bet("bet~later", 1), reset.minus(TICK)), WalletRejection.SESSION_LIMIT);
            accepted(wallet.tell(bet("bet~new", 1), reset));
        }
    }

    @Nested
    class Blocks {
        private final Instant nextYear = Instant.parse("2027-11-20T00:00:00Z");

        private void stillTakesWhatIsOwed() {
            accepted(wallet.tell(win("prv~p~w", "bet~1", 500)));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 500)));
            accepted(wallet.tell(rollback("prv~p~r", "bet~2")));
            accepted(wallet.tell(refund("pay~2", "bet~1", 10, 0)));
        }

        @Test
        void aFreezeStopsBetsAndMoneyInAndOutButNothingThatIsOwed() {
            accepted(wallet.tell(bet("bet~1", 100)));
            accepted(wallet.tell(bet("bet~2", 100)));
            accepted(wallet.tell(new Transaction.Freeze("op~f", Reference.NONE)));
            assertThat(refused(wallet.tell(bet("bet~3", 1)), WalletRejection.PLAYER_BLOCKED)
                            .resetsAt())
                    .isNull();
            refused(wallet.tell(deposit("op~d", 1)), WalletRejection.PLAYER_BLOCKED);
            refused(wallet.tell(withdraw("op~w", 1)), WalletRejection.PLAYER_BLOCKED);
            stillTakesWhatIsOwed();
            accepted(wallet.tell(new Transaction.Unfreeze("op~u", Reference.NONE)));
            accepted(wallet.tell(bet("bet~4", 1)));
            accepted(wallet.tell(withdraw("op~x", 1)));
        }

        @Test
        void anExcludedPlayerBetsAndPaysInNoMoreButTakesMoneyOut() {
            accepted(wallet.tell(bet("bet~1", 100)));
            accepted(wallet.tell(bet("bet~2", 100)));
            accepted(wallet.tell(new Transaction.Exclude("own~x", nextYear, Reference.NONE)));
            assertThat(refused(wallet.tell(bet("bet~3", 0)), WalletRejection.PLAYER_BLOCKED)
                            .resetsAt())
                    .isEqualTo(nextYear);
            refused(wallet.tell(deposit("op~d", 1)), WalletRejection.PLAYER_BLOCKED);
            accepted(wallet.tell(withdraw("op~w", 1)));
            stillTakesWhatIsOwed();
            accepted(wallet.tell(bet("bet~4", 1), nextYear));
        }

        @Test
        void anExclusionGetsLongerAndNeverShorter() {
            accepted(wallet.tell(new Transaction.Exclude("own~1", MONDAY, Reference.NONE)));
            accepted(wallet.tell(new Transaction.Exclude("own~2", DECEMBER, Reference.NONE)));
            assertThat(wallet.tell(new Transaction.Exclude("own~3", MONDAY, Reference.NONE)))
                    .isInstanceOfSatisfying(
                            Answer.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(WalletRejection.EXCLUSION_STANDS));
            refused(wallet.tell(bet("bet~1", 1), MONDAY), WalletRejection.PLAYER_BLOCKED);
            accepted(wallet.tell(new Transaction.Exclude("own~4", null, Reference.NONE)));
            refused(wallet.tell(bet("bet~2", 1), nextYear), WalletRejection.PLAYER_BLOCKED);
            accepted(wallet.tell(new Transaction.Unfreeze("op~u", Reference.NONE)));
            refused(wallet.tell(bet("bet~3", 1), nextYear), WalletRejection.PLAYER_BLOCKED);
        }

        @Test
        void anExclusionLastsADayAtLeast() {
            Instant tomorrow = FRIDAY.plus(Duration.ofHours(24));
            var tooShort = new Transaction.Exclude("own~1", tomorrow.minus(TICK), Reference.NONE);
            assertThat(wallet.tell(tooShort))
                    .isInstanceOfSatisfying(
                            Answer.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(WalletRejection.EXCLUSION_TOO_SHORT));
            accepted(wallet.tell(bet("bet~1", 1)));
            accepted(wallet.tell(new Transaction.Exclude("own~2", tomorrow, Reference.NONE)));
        }
    }

    @Nested
    class Ids {
        @Test
        void theSameLimitsUnderTheSameIdAreOneRequestAndOthersAConflict() {
            Answer first = wallet.tell(limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, 100L));
            assertThat(wallet.tell(limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, 100L)))
                    .isEqualTo(first.asReplayed());
            for (Transaction other : List.of(
                    limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, 101L),
                    limit("own~1", LimitKind.LOSS, LimitPeriod.WEEK, 100L),
                    limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, null),
                    new Transaction.Exclude("own~1", null, Reference.NONE),
                    new Transaction.Freeze("own~1", Reference.NONE),
                    bet("own~1", 100))) {
                assertThat(wallet.tell(other))
                        .isInstanceOfSatisfying(
                                Answer.Rejected.class,
                                rejected ->
                                        assertThat(rejected.code()).isEqualTo(WalletRejection.TRANSACTION_CONFLICT));
            }
        }

        @Test
        void noneOfThisIsAmongTheMovementsOfMoney() {
            accepted(wallet.tell(limit("own~1", LimitKind.LOSS, LimitPeriod.DAY, 100L)));
            accepted(wallet.tell(new Transaction.Exclude("own~x", MONDAY, Reference.NONE)));
            accepted(wallet.tell(new Transaction.Freeze("op~f", Reference.NONE)));
            assertThat(wallet.wallet().transactions(Long.MAX_VALUE, 10))
                    .extracting(TransactionView::kind)
                    .containsExactly("deposit");
        }
    }

    @Test
    void timeIsLimitedPerSessionAndMoneyPerCalendar() {
        assertThatThrownBy(() -> new LimitKey(LimitKey.Setter.PLAYER, LimitKind.TIME, LimitPeriod.DAY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LimitKey(LimitKey.Setter.PLAYER, LimitKind.LOSS, LimitPeriod.SESSION))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Against an independent count: every taken bet with its time and what came back of it. */
    @Test
    void noHistoryStakesMoreInAPeriodThanItsLimit() {
        for (int n = 0; n < 200; n++) {
            new LimitedHistory(new Random().nextLong()).run();
        }
    }

    private static final class LimitedHistory {
        private final long seed;
        private final Random random;
        private final DrivenWallet wallet = DrivenWallet.holding(1_000_000);
        private final Map<String, Placed> open = new LinkedHashMap<>();
        private final List<Placed> placed = new ArrayList<>();
        private Instant now = NOW;

        private static final class Placed {
            private final Instant at;
            private final long minor;
            private boolean back;

            Placed(Instant at, long minor) {
                this.at = at;
                this.minor = minor;
            }
        }

        LimitedHistory(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            long most = 500;
            LimitPeriod period = List.of(LimitPeriod.DAY, LimitPeriod.WEEK, LimitPeriod.MONTH)
                    .get(random.nextInt(3));
            wallet.tell(limit("own~1", LimitKind.STAKE, period, most));
            for (int step = 0; step < 150; step++) {
                now = now.plus(Duration.ofMinutes(random.nextInt(600)));
                if (random.nextInt(4) == 0 && !open.isEmpty()) {
                    String id = open.keySet().iterator().next();
                    wallet.tell(rollback("pay~" + id, id), now);
                    Objects.requireNonNull(open.remove(id)).back = true;
                } else {
                    bet(most, period, "bet~" + step);
                }
            }
        }

        private void bet(long most, LimitPeriod period, String id) {
            long minor = 1L + random.nextInt(200);
            boolean fits = staked(period) + minor <= most;
            Answer answer = wallet.tell(DrivenWallet.bet(id, minor), now);
            assertThat(answer instanceof Answer.Accepted)
                    .as("seed=%d %s of %s at %s, staked %d", seed, id, minor, now, staked(period))
                    .isEqualTo(fits);
            if (fits) {
                var bet = new Placed(now, minor);
                open.put(id, bet);
                placed.add(bet);
            }
        }

        private long staked(LimitPeriod period) {
            var today = now.atOffset(ZoneOffset.UTC).toLocalDate();
            return placed.stream()
                    .filter(bet -> !bet.back)
                    .filter(bet -> period.firstDay(
                                    bet.at.atOffset(ZoneOffset.UTC).toLocalDate())
                            .equals(period.firstDay(today)))
                    .mapToLong(bet -> bet.minor)
                    .sum();
        }
    }
}
