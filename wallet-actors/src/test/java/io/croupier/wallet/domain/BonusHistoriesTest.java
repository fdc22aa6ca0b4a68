package io.croupier.wallet.domain;

import static io.croupier.wallet.domain.DrivenWallet.EUR;
import static io.croupier.wallet.domain.DrivenWallet.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.wallet.StoredWalletEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random histories of bonuses, free bets and bets that win, come back, and are corrected. The money is added up a second time
 * from what was asked for, and the wagering from the bets that stand; a twin that forgets must decide the same. A failure names its seed.
 */
class BonusHistoriesTest {
    private static final int HISTORIES = 400;
    private static final int STEPS = 150;
    private static final List<String> TABLES = List.of("roulette-1", "crash-1");

    @TestFactory
    List<DynamicTest> noOrderOfThingsMakesMoneyOrWagering() {
        long base = new Random().nextLong();
        var tests = new ArrayList<DynamicTest>();
        for (int n = 0; n < 10; n++) {
            long from = base + n * (HISTORIES / 10L);
            tests.add(DynamicTest.dynamicTest("seeds from " + from, () -> {
                for (long seed = from; seed < from + HISTORIES / 10; seed++) {
                    new Evening(seed).play();
                }
            }));
        }
        return tests;
    }

    /** A bet as its book knows it. */
    private static final class Placed {
        final String id;
        final long stakeMinor;
        final boolean free;
        final Split split;
        final Reference at;
        long payoutMinor;
        int version;
        boolean over;

        Placed(String id, long stakeMinor, boolean free, Split split, Reference at) {
            this.id = id;
            this.stakeMinor = stakeMinor;
            this.free = free;
            this.split = split;
            this.at = at;
        }
    }

    private static final class Evening {
        private final long seed;
        private final Random random;
        private final DrivenWallet wallet = DrivenWallet.opened();
        private final List<Placed> bets = new ArrayList<>();
        private final List<Transaction> sent = new ArrayList<>();
        private final Map<String, Long> wagered = new HashMap<>();
        private Instant now = NOW;
        private int ids;

        /** Signed, by who it is: what each has got. They are told apart by what was asked for, not by what the wallet says of itself. */
        private long cashier;

        private long house;
        private long cost;
        private int read;

        /** A wallet with the same journal that forgets what an index has confirmed. */
        private Wallet twin = Wallet.unopened("ann");

        private final Random forgetting;
        private int followed;
        private long confirmed;

        Evening(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.forgetting = new Random(~seed);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                act();
                account();
                check();
                if (forgetting.nextInt(8) == 0) {
                    twinForgets();
                }
            }
            twinFollows();
            assertThat(twin.view())
                    .as("seed=%d", seed)
                    .isEqualTo(wallet.wallet().view());
            assertThat(twin.bonuses(now))
                    .as("seed=%d", seed)
                    .isEqualTo(wallet.wallet().bonuses(now));
            assertThat(twin.protection(now))
                    .as("seed=%d", seed)
                    .isEqualTo(wallet.wallet().protection(now));
            assertThat(wallet.recovered()).as("seed=%d recovered", seed).isEqualTo(wallet.wallet());
        }

        private Answer tell(Transaction transaction) {
            sent.add(transaction);
            return retell(transaction);
        }

        /** The forgetful twin decides too. */
        private Answer retell(Transaction transaction) {
            wallet.due(now);
            twinFollows();
            Set<String> ids = twin.mustRecall(transaction, Recall.NONE);
            Recall recall = ids.isEmpty() ? Recall.NONE : JournalIndex.recall(wallet.journal(), confirmed, ids);
            Decision decision = twin.decide(transaction, now, recall);
            int before = wallet.journal().size();
            Answer answer = wallet.tell(transaction, now);
            assertThat(decision.answer()).as("seed=%d: %s", seed, transaction).isEqualTo(answer);
            decision.event()
                    .ifPresent(event -> assertThat(event)
                            .as("seed=%d: %s", seed, transaction)
                            .isEqualTo(wallet.journal().get(before).event()));
            twinFollows();
            return answer;
        }

        private void twinFollows() {
            for (; followed < wallet.journal().size(); followed++) {
                StoredWalletEvent stored = wallet.journal().get(followed);
                twin = twin.apply(stored.event(), stored.hash());
            }
        }

        private void twinForgets() {
            twinFollows();
            confirmed += forgetting.nextLong(wallet.journal().size() - confirmed + 1);
            twin = twin.forget(forgetting.nextLong(confirmed + 1));
            if (forgetting.nextInt(4) == 0) {
                twin = twin.state().orElseThrow().wallet();
            }
        }

        private void act() {
            switch (random.nextInt(14)) {
                case 0 -> tell(DrivenWallet.deposit("op~" + ids++, 1 + random.nextInt(300)));
                case 1 -> tell(DrivenWallet.withdraw("op~" + ids++, 1 + random.nextInt(100)));
                case 2 -> grant();
                case 3 -> grantFree();
                case 4 -> tell(BonusTest.forfeit("" + ids++, "" + random.nextInt(ids)));
                case 5 -> {
                    now = now.plus(Duration.ofHours(random.nextInt(30)));
                    wallet.due(now);
                }
                case 6 -> {
                    if (!sent.isEmpty()) {
                        retell(sent.get(random.nextInt(sent.size())));
                    }
                }
                case 7, 8, 9, 10 -> bet();
                default -> settle();
            }
        }

        private void grant() {
            var terms = new BonusTerms(
                    random.nextInt(500),
                    random.nextInt(3) == 0 ? List.of(TABLES.get(random.nextInt(2))) : List.of(),
                    random.nextInt(2) == 0 ? BonusTerms.Order.REAL_FIRST : BonusTerms.Order.BONUS_FIRST,
                    random.nextInt(4) == 0 ? BonusTerms.Wins.REAL : BonusTerms.Wins.PROPORTIONAL,
                    random.nextInt(3) == 0 ? (long) random.nextInt(200) : null,
                    now.plus(Duration.ofHours(random.nextInt(200))));
            tell(BonusTest.grant("" + ids++, 1 + random.nextInt(200), terms));
        }

        private void grantFree() {
            Instant until = now.plus(Duration.ofHours(1 + random.nextInt(100)));
            boolean bonus = random.nextBoolean();
            tell(new Transaction.GrantFreeBets(
                    "op~" + ids++,
                    EUR,
                    new FreeBetTerms(
                            1 + random.nextInt(3),
                            20,
                            List.of(TABLES.get(random.nextInt(2))),
                            until,
                            bonus ? 300 : 0,
                            bonus ? until.plus(Duration.ofHours(random.nextInt(50))) : null),
                    Reference.NONE));
        }

        private void bet() {
            String id = "bet~" + ids++;
            var at = new Reference(id, TABLES.get(random.nextInt(2)), "house~r", "red");
            List<BonusesView.FreeBetsView> free = wallet.wallet().bonuses(now).freeBets();
            boolean takesFree = !free.isEmpty() && random.nextInt(3) == 0;
            long stake = takesFree ? 20 : random.nextInt(150);
            var bet = new Transaction.Bet(
                    id, stake, EUR, at, takesFree ? free.get(0).id() : null);
            if (tell(bet) instanceof Answer.Accepted accepted) {
                bets.add(new Placed(id, stake, takesFree, accepted.split(), at));
            }
        }

        /** What a book, or a provider, does about a bet. */
        private void settle() {
            if (bets.isEmpty()) {
                return;
            }
            Placed bet = bets.get(random.nextInt(bets.size()));
            if (bet.over) {
                return;
            }
            if (bet.version > 0) {
                correct(bet);
            } else {
                first(bet);
            }
        }

        private void first(Placed bet) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    tell(new Transaction.Rollback("rb~" + ids++, bet.id, bet.at));
                    bet.over = true;
                }
                case 1 -> {
                    tell(new Transaction.Refund("ref~" + ids++, bet.id, bet.split, EUR, bet.at));
                    bet.over = true;
                }
                default -> {
                    bet.payoutMinor = random.nextInt(3) == 0 ? 0 : random.nextInt(400);
                    bet.version = 1;
                    if (bet.payoutMinor > 0) {
                        tell(new Transaction.Win("pay~" + ids++, bet.id, bet.payoutMinor, EUR, true, bet.at));
                    }
                }
            }
        }

        private void correct(Placed bet) {
            boolean voided = random.nextInt(2) == 0;
            long payout = voided ? bet.stakeMinor : random.nextInt(400);
            long difference = payout - bet.payoutMinor;
            bet.version++;
            bet.payoutMinor = payout;
            bet.over = voided;
            if (difference != 0) {
                long bonus = voided ? Math.min(bet.split.bonusMinor(), Math.max(0, difference)) : 0;
                tell(new Transaction.Correct("cor~" + ids++, bet.id, difference, bonus, EUR, bet.at, payout, voided));
            }
            // Where nothing differs its wallet is not called, and its wagering stands.
        }

        /** Each new event once more, by what it is about. */
        private void account() {
            List<StoredWalletEvent> journal = wallet.journal();
            for (; read < journal.size(); read++) {
                WalletEvent event = journal.get(read).event();
                if (event instanceof WalletEvent.Deposited e) {
                    cashier -= e.split().totalMinor();
                } else if (event instanceof WalletEvent.Withdrawn e) {
                    cashier += e.split().totalMinor();
                } else if (event instanceof WalletEvent.BetTaken e) {
                    Placed bet = placed(e.transactionId());
                    house += bet.stakeMinor;
                    cost -= bet.free ? bet.stakeMinor : 0;
                } else if (event instanceof WalletEvent.WinCredited e) {
                    house -= e.amountMinor();
                    cost += e.bonus() == null ? 0 : e.bonus().costMinor();
                } else if (event instanceof WalletEvent.BetRolledBack e) {
                    house -= placed(e.betId()).stakeMinor;
                    cost += e.bonus() == null ? 0 : e.bonus().costMinor();
                } else if (event instanceof WalletEvent.BetRefunded e) {
                    house -= placed(e.betId()).stakeMinor;
                    cost += e.bonus() == null ? 0 : e.bonus().costMinor();
                } else if (event instanceof WalletEvent.BetCorrected e) {
                    house -= e.differenceMinor();
                    cost += e.bonus() == null ? 0 : e.bonus().costMinor();
                } else if (event instanceof WalletEvent.BonusGranted e) {
                    cost -= e.amountMinor();
                } else if (event instanceof WalletEvent.BonusEnded e) {
                    cost += e.takenMinor();
                } else if (event instanceof WalletEvent.BonusConverted e) {
                    cost += e.cutMinor();
                } else if (event instanceof WalletEvent.BonusReopened e) {
                    cost -= e.cutMinor();
                }
                wagering(event);
            }
        }

        private void wagering(WalletEvent event) {
            if (event instanceof WalletEvent.BetTaken bet
                    && bet.bonus() != null
                    && bet.bonus().countedFor() != null) {
                wagered.put(bet.transactionId(), bet.split().totalMinor());
            } else if (event instanceof WalletEvent.BetRolledBack rollback) {
                wagered.remove(rollback.betId());
            } else if (event instanceof WalletEvent.BetRefunded refund) {
                wagered.remove(refund.betId());
            } else if (event instanceof WalletEvent.BetCorrected correction && placed(correction.betId()).over) {
                wagered.remove(correction.betId());
            }
        }

        private Placed placed(String betId) {
            return bets.stream().filter(bet -> bet.id.equals(betId)).findFirst().orElseThrow();
        }

        private void check() {
            var open = (OpenWallet) wallet.wallet();
            Balances balances = open.balances();
            long owned = balances.totalMinor() - balances.debtMinor();
            assertThat(owned + cashier + house + cost)
                    .as("seed=%d: all money", seed)
                    .isZero();
            long ofBonuses =
                    open.bonuses().open().stream().mapToLong(Bonus::moneyMinor).sum();
            assertThat(balances.bonusMinor()).as("seed=%d: bonus money", seed).isEqualTo(ofBonuses);
            Map<String, Long> counted = new HashMap<>();
            for (StoredWalletEvent stored : wallet.journal()) {
                if (stored.event() instanceof WalletEvent.BetTaken bet && wagered.containsKey(bet.transactionId())) {
                    BonusStake stake = Objects.requireNonNull(bet.bonus());
                    counted.merge(
                            Objects.requireNonNull(stake.countedFor()),
                            bet.split().totalMinor(),
                            Long::sum);
                }
            }
            List<Bonus> all = new ArrayList<>(open.bonuses().open());
            all.addAll(open.bonuses().ended());
            for (Bonus bonus : all) {
                if (bonus.wageringX100() == 0) {
                    assertThat(bonus.wageredMinor())
                            .as("seed=%d: wagering of %s", seed, bonus)
                            .isEqualTo(counted.getOrDefault(bonus.id(), 0L));
                }
                assertThat(bonus.moneyMinor()).as("seed=%d: %s", seed, bonus).isNotNegative();
                assertThat(bonus.convertedMinor())
                        .as("seed=%d: %s", seed, bonus)
                        .isBetween(0L, most(bonus));
                assertThat(bonus.open()
                                && (bonus.wagered()
                                        || !now.isBefore(bonus.terms().expiresAt())))
                        .as("seed=%d: %s is open", seed, bonus)
                        .isFalse();
            }
        }

        private static long most(Bonus bonus) {
            Long most = bonus.terms().mostConvertedMinor();
            return most == null ? Split.MAX_MINOR : most;
        }
    }
}
