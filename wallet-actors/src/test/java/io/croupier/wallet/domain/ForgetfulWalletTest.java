package io.croupier.wallet.domain;

import static io.croupier.wallet.domain.DrivenWallet.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.wallet.StoredWalletEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A wallet that has forgotten says what one says that remembers everything. */
class ForgetfulWalletTest {
    private static final int STEPS = 400;

    /** Two wallets with one journal; only one of them forgets. */
    private static final class Twins {
        private final DrivenWallet all = DrivenWallet.opened();
        private Wallet forgetful = all.wallet();
        private long confirmed;

        List<StoredWalletEvent> journal() {
            return all.journal();
        }

        void confirm(long version) {
            confirmed = version;
        }

        void forget(long upTo) {
            forgetful = forgetful.forget(Math.min(upTo, confirmed));
        }

        Recall recall(Transaction transaction) {
            Set<String> ids = forgetful.mustRecall(transaction, Recall.NONE);
            return ids.isEmpty() ? Recall.NONE : JournalIndex.recall(journal(), confirmed, ids);
        }

        Decision decide(Transaction transaction) {
            return forgetful.decide(transaction, NOW, recall(transaction));
        }

        /** Both decide; the journal takes what the one said that remembers. */
        Answer tell(Transaction transaction) {
            Decision decision = decide(transaction);
            int before = journal().size();
            Answer answer = all.tell(transaction);
            assertThat(decision.answer()).as("answer to %s", transaction).isEqualTo(answer);
            List<WalletEvent> stored = journal().subList(before, journal().size()).stream()
                    .map(StoredWalletEvent::event)
                    .toList();
            assertThat(decision.event().stream().toList())
                    .as("event of %s", transaction)
                    .isEqualTo(stored);
            for (StoredWalletEvent event : journal().subList(before, journal().size())) {
                forgetful = forgetful.apply(event.event(), event.hash());
            }
            return answer;
        }

        /** The forgetful one as it comes back from a snapshot. */
        void restart() {
            forgetful = forgetful.state().orElseThrow().wallet();
        }
    }

    @RepeatedTest(60)
    void saysTheSameWhateverItForgetsAndWhereverTheIndexIs() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var twins = new Twins();
        var sent = new ArrayList<Transaction>();
        try {
            for (int step = 0; step < STEPS; step++) {
                boolean again = !sent.isEmpty() && random.nextInt(3) == 0;
                Transaction next = again ? sent.get(random.nextInt(sent.size())) : WalletHistoriesTest.any(random);
                sent.add(next);
                twins.tell(next);
                if (random.nextInt(5) == 0) {
                    long behind = twins.journal().size() - twins.confirmed;
                    twins.confirm(twins.confirmed + random.nextLong(behind + 1));
                }
                if (random.nextInt(10) == 0) {
                    twins.forget(random.nextLong(twins.journal().size() + 1L));
                }
                if (random.nextInt(40) == 0) {
                    twins.restart();
                }
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed=" + seed + ": " + failure.getMessage(), failure);
        }
        assertThat(twins.forgetful.view()).isEqualTo(twins.all.wallet().view());
        assertThat(twins.forgetful.protection(NOW)).isEqualTo(twins.all.wallet().protection(NOW));
    }

    @Nested
    class HavingForgotten {
        private final Twins twins = new Twins();
        private Answer first;

        HavingForgotten() {
            twins.tell(DrivenWallet.deposit("op~d", 1_000));
            first = twins.tell(DrivenWallet.bet("bet~1", 10));
            twins.tell(DrivenWallet.bet("bet~2", 10));
            twins.confirm(3);
            twins.forget(3);
        }

        @Test
        void remembersOnlyWhatCameLaterAndItsOpening() {
            assertThat(twins.forgetful.remembered()).isEqualTo(2);
            assertThat(twins.forgetful.forgottenUpTo()).isEqualTo(3);
        }

        @Test
        void givesAnOldAnswerAgain() {
            assertThat(twins.tell(DrivenWallet.bet("bet~1", 10))).isEqualTo(first.asReplayed());
        }

        @Test
        void findsTheConflictWithWhatItHasForgotten() {
            assertThat(twins.tell(DrivenWallet.bet("bet~1", 11)))
                    .isInstanceOfSatisfying(
                            Answer.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(WalletRejection.TRANSACTION_CONFLICT));
        }

        @Test
        void decidesNothingThatItMayHaveDecided() {
            var bet = DrivenWallet.bet("bet~3", 10);
            assertThat(twins.forgetful.mustRecall(bet, Recall.NONE)).containsExactly("bet~3");
            assertThatThrownBy(() -> twins.forgetful.decide(bet, NOW))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wallet=ann has forgotten what was up to version 3");
        }

        @Test
        void trustsNoRecallThatIsOlderThanWhatItHasForgotten() {
            var bet = DrivenWallet.bet("bet~1", 10);
            Recall old = JournalIndex.recall(twins.journal(), 2, Set.of("bet~1"));
            assertThat(twins.forgetful.mustRecall(bet, old)).containsExactly("bet~1");
        }

        @Test
        void needsNoLookUpForAPayoutThatItsBookMadeAfterwards() {
            twins.tell(DrivenWallet.bet("bet~3", 10));
            long version = twins.forgetful.version();
            var win = DrivenWallet.trustedWin("pay~r1.3", "bet~3", 20);
            assertThat(twins.forgetful.mustRecall(win, Recall.madeAfter(version)))
                    .isEmpty();
            assertThat(twins.forgetful.mustRecall(win, Recall.madeAfter(2))).containsExactly("pay~r1.3");
        }

        @Test
        void looksForTheBetThatAProviderNames() {
            var win = DrivenWallet.win("prv~p~w", "bet~1", 20);
            assertThat(twins.forgetful.mustRecall(win, Recall.madeAfter(twins.forgetful.version())))
                    .containsExactlyInAnyOrder("prv~p~w", "bet~1");
            assertThat(twins.tell(win)).isInstanceOf(Answer.Accepted.class);
        }

        @Test
        void knowsATombstoneThatItHasForgotten() {
            twins.tell(DrivenWallet.rollback("prv~p~r", "prv~p~b"));
            twins.confirm(twins.forgetful.version());
            twins.forget(twins.forgetful.version());
            assertThat(twins.tell(DrivenWallet.bet("prv~p~b", 10)))
                    .isInstanceOfSatisfying(
                            Answer.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(WalletRejection.BET_ROLLED_BACK));
        }

        @Test
        void knowsATombstoneBeforeARefusalThatItRemembers() {
            twins.tell(DrivenWallet.rollback("prv~p~r", "bet~9"));
            twins.confirm(twins.forgetful.version());
            twins.forget(twins.forgetful.version());
            twins.tell(DrivenWallet.decline("bet~9", 10, "betting_closed"));
            assertThat(twins.tell(DrivenWallet.rollback("prv~p~r2", "bet~9")))
                    .isInstanceOfSatisfying(
                            Answer.Accepted.class,
                            accepted -> assertThat(accepted.status()).isEqualTo(Answer.Status.ALREADY_ROLLED_BACK));
        }

        @Test
        void remembersNoMoreAsItsHistoryGrows() {
            for (int n = 0; n < 5_000; n++) {
                twins.tell(DrivenWallet.bet("bet~x" + n, 0));
                twins.confirm(twins.forgetful.version() - 1);
                if (twins.forgetful.remembered() > 100) {
                    twins.forget(twins.forgetful.version() - 50);
                }
                assertThat(twins.forgetful.remembered()).isLessThan(102);
            }
        }
    }
}
