package io.croupier.wallet.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.wallet.StoredWalletEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random histories over few ids, so that duplicates, conflicts, late bets and tombstones meet; a failure names its seed. */
class WalletHistoriesTest {
    private static final int HISTORIES = 200;
    private static final int STEPS = 120;
    private static final int IDS = 12;

    @TestFactory
    List<DynamicTest> moneyAddsUpWhateverComesInWhateverOrder() {
        long base = new Random().nextLong();
        var tests = new ArrayList<DynamicTest>();
        for (int n = 0; n < 10; n++) {
            long from = base + n * (HISTORIES / 10L);
            tests.add(DynamicTest.dynamicTest("seeds from " + from, () -> {
                for (long seed = from; seed < from + HISTORIES / 10; seed++) {
                    run(seed);
                }
            }));
        }
        return tests;
    }

    private static void run(long seed) {
        var random = new Random(seed);
        var wallet = DrivenWallet.opened();
        Map<Transaction, Answer> finals = new HashMap<>();
        var sent = new ArrayList<Transaction>();
        for (int step = 0; step < STEPS; step++) {
            boolean again = !sent.isEmpty() && random.nextInt(4) == 0;
            Transaction next = again ? sent.get(random.nextInt(sent.size())) : any(random);
            sent.add(next);
            Answer answer = wallet.tell(next);
            Answer first = finals.get(next);
            if (first != null) {
                assertThat(answer).as("seed=%d again %s", seed, next).isEqualTo(first.asReplayed());
            } else if (isFinal(answer)) {
                finals.put(next, answer);
            }
            assertThat(wallet.balance()).as("seed=%d after %s", seed, next).isNotNegative();
        }
        assertAddsUp(seed, wallet, finals);
        assertThat(wallet.recovered()).as("seed=%d recovered", seed).isEqualTo(wallet.wallet());
    }

    private static void assertAddsUp(long seed, DrivenWallet wallet, Map<Transaction, Answer> finals) {
        long answered = finals.values().stream()
                .filter(answer -> answer instanceof Answer.Accepted accepted && !accepted.replayed())
                .mapToLong(answer -> ((Answer.Accepted) answer).amountMinor())
                .sum();
        long listed = wallet.wallet().transactions(Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .mapToLong(TransactionView::amountMinor)
                .sum();
        assertThat(wallet.balance()).as("seed=%d answers", seed).isEqualTo(answered);
        assertThat(wallet.balance()).as("seed=%d history", seed).isEqualTo(listed);
        Balances before = Balances.ZERO;
        for (StoredWalletEvent stored : wallet.journal()) {
            WalletEvent event = stored.event();
            long moved = Decided.by(event, 1).amountMinor();
            assertThat(event.after().totalMinor()).as("seed=%d %s", seed, event).isEqualTo(before.totalMinor() + moved);
            before = event.after();
        }
        assertEachStakeReturnedAtMostOnce(seed, wallet);
    }

    private static void assertEachStakeReturnedAtMostOnce(long seed, DrivenWallet wallet) {
        var rolledBack = new ArrayList<String>();
        wallet.journal().forEach(stored -> {
            if (stored.event() instanceof WalletEvent.BetRolledBack rollback) {
                rolledBack.add(rollback.betId());
            }
        });
        assertThat(rolledBack).as("seed=%d", seed).doesNotHaveDuplicates();
    }

    private static boolean isFinal(Answer answer) {
        return !(answer instanceof Answer.Rejected rejected)
                || (rejected.code() != WalletRejection.TRANSACTION_CONFLICT
                        && !rejected.code().retryable());
    }

    private static Transaction protection(Random random, int n) {
        return switch (random.nextInt(8)) {
            case 0 -> new Transaction.Freeze("op~f" + n, Reference.NONE);
            case 1, 2 -> new Transaction.Unfreeze("op~u" + n, Reference.NONE);
            case 3 -> new Transaction.Exclude("own~x" + n, DrivenWallet.NOW, Reference.NONE);
            case 4 -> DrivenWallet.limit("own~s" + n, LimitKind.TIME, LimitPeriod.SESSION, 1_000L * n);
            case 5 -> DrivenWallet.limit("own~d" + n, LimitKind.DEPOSIT, LimitPeriod.MONTH, null);
            default -> DrivenWallet.limit("own~l" + n, LimitKind.LOSS, LimitPeriod.WEEK, 100L + 20L * n);
        };
    }

    static Transaction any(Random random) {
        int n = random.nextInt(IDS);
        String betId = "bet~" + n;
        long stake = 10L * n;
        return switch (random.nextInt(13)) {
            case 0 -> DrivenWallet.deposit("op~" + n, 1 + random.nextInt(100));
            case 1 -> DrivenWallet.withdraw("op~w" + n, 1 + random.nextInt(50));
            case 2, 3 -> DrivenWallet.bet(betId, stake);
            case 4 -> DrivenWallet.decline(betId, stake, "betting_closed");
            case 5 -> DrivenWallet.resolve(betId, stake);
            case 6 -> DrivenWallet.win("prv~p~w" + random.nextInt(40), betId, random.nextInt(200));
            case 7 -> DrivenWallet.trustedWin("pay~" + random.nextInt(40), betId, random.nextInt(200));
            case 8 -> DrivenWallet.rollback("prv~p~r" + random.nextInt(40), betId);
            case 9 -> protection(random, n);
            case 10 ->
                random.nextBoolean()
                        ? DrivenWallet.correct("cor~" + random.nextInt(40), betId, stake + 1, random.nextInt(2))
                        : DrivenWallet.correct("cor~" + random.nextInt(40), betId, -stake - 1);
            default -> DrivenWallet.bet("bet~x" + random.nextInt(100), random.nextInt(60));
        };
    }
}
