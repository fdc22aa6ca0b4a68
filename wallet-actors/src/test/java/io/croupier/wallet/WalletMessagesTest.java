package io.croupier.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.BonusesView;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.LimitKind;
import io.croupier.wallet.domain.LimitPeriod;
import io.croupier.wallet.domain.ProtectionView;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Restriction;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.WalletRejection;
import io.croupier.wallet.domain.WalletView;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every message that travels between nodes comes out as it went in. */
class WalletMessagesTest {
    private static final Instant AT = Instant.parse("2026-11-20T10:15:30.123Z");
    private static final Reference BET = new Reference("b1", "roulette-1", "house~r1", "red");

    private static final LimitKey LOSS = new LimitKey(LimitKey.Setter.PLAYER, LimitKind.LOSS, LimitPeriod.DAY);
    private static final LimitKey TIME = new LimitKey(LimitKey.Setter.OPERATOR, LimitKind.TIME, LimitPeriod.SESSION);

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static final BonusTerms TERMS =
            new BonusTerms(35, List.of("t-1"), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, null, AT);
    private static final FreeBetTerms FREE = new FreeBetTerms(3, 50, List.of("t-1"), AT, 100, AT);

    private static List<Transaction> transactions() {
        return List.of(
                new Transaction.Open("op~1", "EUR", Reference.NONE),
                new Transaction.Deposit("op~2", 1, "EUR", Reference.NONE),
                new Transaction.Withdraw("op~3", 1, "EUR", Reference.NONE),
                new Transaction.Bet("bet~1", 9_007_199_254_740_991L, "EUR", BET),
                new Transaction.Decline("bet~2", 5, "EUR", BET, "betting_closed"),
                new Transaction.Win("pay~1", "bet~1", 0, "EUR", true, BET),
                new Transaction.Rollback("prv~p~1", "bet~1", BET),
                new Transaction.Refund("pay~2", "bet~1", new Split(1, 2), "EUR", BET),
                new Transaction.Resolve("bet~3", 0, "EUR", BET),
                new Transaction.Correct("cor~1", "bet~1", -5, 0, "EUR", BET),
                new Transaction.SetLimits(
                        "own~1", List.of(new Transaction.Wanted(LOSS, 5L), new Transaction.Wanted(TIME, null)), BET),
                new Transaction.Exclude("own~2", AT, Reference.NONE),
                new Transaction.Freeze("op~4", Reference.NONE),
                new Transaction.Unfreeze("op~5", Reference.NONE),
                new Transaction.GrantBonus("op~6", 5, "EUR", TERMS, Reference.NONE),
                new Transaction.GrantFreeBets("op~7", "EUR", FREE, Reference.NONE),
                new Transaction.ForfeitBonus("op~8", "6", Reference.NONE));
    }

    private static List<Answer> answers() {
        var original = new TransactionView("bet~1", "bet", BET, 0, 9, 5, "EUR", 7, AT, "betting_closed");
        return List.of(
                new Answer.Accepted("bet~1", Answer.Status.ACCEPTED, -3, new Split(1, 2), 5, "EUR", 7, AT, false),
                new Answer.Rejected("bet~1", WalletRejection.DECLINED, 5, 7, "betting_closed", null, null, true),
                new Answer.Rejected(
                        "bet~1",
                        WalletRejection.LOSS_LIMIT,
                        5,
                        7,
                        null,
                        new Restriction(Restriction.Kind.LIMIT, LOSS, 100, 90, AT),
                        null,
                        false),
                new Answer.Rejected("bet~1", WalletRejection.TRANSACTION_CONFLICT, 5, 7, null, null, original, false));
    }

    @Test
    void everyMessageSurvivesTheWire() {
        ActorRef<Answer> answered = kit.createTestProbe(Answer.class).ref();
        List<Object> messages = new ArrayList<>(answers());
        transactions().forEach(transaction -> messages.add(new WalletEntity.Transact(transaction, 7, answered)));
        messages.add(
                new WalletEntity.GetWallet(kit.createTestProbe(WalletView.class).ref()));
        messages.add(new WalletEntity.GetMemory(
                kit.createTestProbe(WalletEntity.Remembered.class).ref()));
        messages.add(new WalletEntity.Remembered(7, 8, 9));
        messages.add(new WalletEntity.GetTransaction(
                "bet~1",
                kit.createTestProbe(WalletEntity.TransactionFound.class).ref()));
        var view = new TransactionView("bet~1", "bet", BET, -3, 3, 5, "EUR", 7, AT, null);
        messages.add(new WalletEntity.TransactionFound(Optional.of(view)));
        messages.add(new WalletEntity.TransactionFound(Optional.empty()));
        messages.add(new WalletEntity.Transact(new Transaction.Exclude("own~3", null, Reference.NONE), answered));
        messages.add(new WalletEntity.GetProtection(
                kit.createTestProbe(ProtectionView.class).ref()));
        messages.add(new ProtectionView(
                true, List.of(new ProtectionView.LimitView(LOSS, 100L, -5, AT, null, AT)), true, AT, false, 7));
        messages.add(new WalletEntity.Transact(new Transaction.Bet("bet~9", 50, "EUR", BET, "7"), answered));
        messages.add(new WalletEntity.GetBonuses(
                kit.createTestProbe(BonusesView.class).ref()));
        messages.add(new BonusesView(
                true,
                List.of(new BonusesView.BonusView("6", BonusState.OPEN, 5, 4, 35, 3, 0, TERMS)),
                List.of(new BonusesView.FreeBetsView("7", 2, FREE)),
                7));
        messages.add(new WalletView("ann", true, "EUR", 5, 3, 2, 1, 7));
        messages.forEach(message -> kit.serializationTestKit().verifySerialization(message, true));
        assertThat(messages.stream().map(Object::getClass).toList())
                .containsAll(Stream.of(WalletEntity.Command.class.getPermittedSubclasses())
                        .filter(type -> Modifier.isPublic(type.getModifiers()))
                        .toList());
    }

    @Test
    void noKindOfTransactionOrAnswerIsLeftOut() {
        assertThat(transactions().stream().map(Object::getClass).toList())
                .containsExactlyInAnyOrder(Transaction.class.getPermittedSubclasses());
        assertThat(answers().stream().map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrder(Answer.class.getPermittedSubclasses());
    }
}
