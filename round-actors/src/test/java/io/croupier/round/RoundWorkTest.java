package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.croupier.round.RoundEntity.Refused;
import io.croupier.round.RoundEntity.Reply;
import io.croupier.round.RoundWork.Wanted;
import io.croupier.round.domain.Round;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundWorkTest {
    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private final RoundWork work = new RoundWork(3);
    private TestProbe<Reply> caller;

    @BeforeEach
    void newCaller() {
        caller = kit.createTestProbe(Reply.class);
    }

    private static Wanted wanted(String resultId, long payoutMinor) {
        return Wanted.of(new RoundEntity.Result(
                resultId,
                null,
                List.of(new BookEntity.Payout("ann", "b1", payoutMinor)),
                kit.<Reply>createTestProbe().getRef()));
    }

    @Test
    void theSameResultHeldTwiceIsOneCheckAndAnotherIsRefused() {
        assertThat(work.hold(wanted("r1", 5), caller.getRef())).isNull();
        String check = work.check();
        assertThat(work.hold(wanted("r1", 5), caller.getRef())).isNull();
        assertThat(work.check()).isEqualTo(check);
        assertThat(work.hold(wanted("r1", 6), caller.getRef()))
                .extracting(Refused::code)
                .isEqualTo("unavailable");
        assertThat(work.hold(wanted("r2", 5), caller.getRef()))
                .extracting(Refused::code)
                .isEqualTo("unavailable");
    }

    @Test
    void callersOfOneResultHaveABoundAndWhoHasWaitedLongestGivesWay() {
        TestProbe<Reply> first = kit.createTestProbe();
        assertThat(work.hold(wanted("r1", 5), first.getRef())).isNull();
        for (int i = 0; i < 3; i++) {
            assertThat(work.hold(wanted("r1", 5), caller.getRef())).isNull();
        }
        work.answerWanted(Round.EMPTY, new Refused("bet_not_found", "no such bet", false, "payouts"));
        caller.receiveSeveralMessages(3);
        first.expectNoMessage();
    }

    @Test
    void whatWasCheckedForARefusedResultCountsForNoLaterOneOfTheSameId() {
        assertThat(work.hold(wanted("r1", 5), caller.getRef())).isNull();
        String check = work.check();
        work.checked(0);
        work.answerWanted(Round.EMPTY, new Refused("bet_not_found", "no such bet", false, "payouts"));
        caller.expectMessageClass(Refused.class);
        assertThat(work.hold(wanted("r1", 6), caller.getRef())).isNull();
        assertThat(work.isChecked(0)).isFalse();
        assertThat(work.check()).isNotEqualTo(check);
    }
}
