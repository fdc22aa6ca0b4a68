package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.door.Door;
import io.croupier.http.door.DoorMeter;
import io.croupier.http.readiness.CanaryPulse;
import io.croupier.kubernetes.guard.Vitals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeFiguresTest {
    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void theGuardIsToldOfWhatEachDoorAnswers() {
        var figures = new NodeFigures(kit.system());
        DoorMeter doors = figures.doors();
        doors.answered(Door.PLAYER, 200, 10_000_000);
        doors.answered(Door.PROVIDER, 503, 10_000_000);
        doors.command(true, 10_000_000);
        doors.command(false, 2_000_000_000);

        Vitals vitals = figures.vitals().now();
        assertThat(vitals.requests()).isEqualTo(4);
        assertThat(vitals.failures()).isEqualTo(2);
        assertThat(vitals.p95Millis()).isBetween(2_000L, 2_200L);
        assertThat(vitals.complaint()).isNull();
    }

    @Test
    void theGuardIsToldThatTheWayToTheJournalIsShut() {
        var figures = new NodeFigures(kit.system());
        var now = new AtomicLong();
        figures.pulse(new CanaryPulse(CompletableFuture::new, Duration.ofSeconds(30), now::get));
        assertThat(figures.vitals().now().complaint()).isNull();

        now.addAndGet(TimeUnit.SECONDS.toNanos(31));
        assertThat(figures.vitals().now().complaint())
                .isEqualTo("no event of this node was seen in the journal for 31 s");
    }
}
