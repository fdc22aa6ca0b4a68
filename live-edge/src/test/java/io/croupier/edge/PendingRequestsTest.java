package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
    private static final PendingRequests.Key BET = new PendingRequests.Key(false, "b1", "house~r1");

    private final TestInbox<StreamMessage> session = TestInbox.create();
    private final PendingRequests pending = new PendingRequests(3, 1_000);

    private boolean add(String content, long request) {
        return pending.add(BET, content, "roulette-1", session.getRef(), request, 0);
    }

    /** The book would refuse the second at once, and the first would get that answer. */
    @Test
    void anIdWithOtherContentDoesNotWaitBesideTheFirst() {
        assertThat(add("red", 1)).isTrue();
        assertThat(add("black", 2)).isFalse();
        assertThat(add("red", 3)).isTrue();
        assertThat(pending.answered(BET))
                .extracting(PendingRequests.Pending::request)
                .isEqualTo(1L);
        assertThat(add("black", 4)).isFalse();
        assertThat(pending.answered(BET))
                .extracting(PendingRequests.Pending::request)
                .isEqualTo(3L);
        assertThat(add("black", 5)).isTrue();
    }

    @Test
    void otherKeysAreNotHeldUp() {
        assertThat(add("red", 1)).isTrue();
        var cashOut = new PendingRequests.Key(true, "b1", "house~r1");
        assertThat(pending.add(cashOut, "", "roulette-1", session.getRef(), 2, 0))
                .isTrue();
    }
}
