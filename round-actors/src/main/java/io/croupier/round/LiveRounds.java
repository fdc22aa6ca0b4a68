package io.croupier.round;

import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.ActorContext;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableRound;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The unsettled rounds of a table, and the way to their entities. Used by one actor only; bounded by the unsettled rounds. */
final class LiveRounds {
    /** The round's entity has answered Open, or has not in time: then {@code reply} is null. */
    record OpenAnswered(String roundId, RoundEntity.@Nullable Reply reply) implements TableEntity.Internal {}

    /** A message that comes twice does so within seconds, so a few rounds are enough to tell it from news. */
    private static final int MOST_ENDED = 64;

    private final ActorContext<TableEntity.Command> context;
    private final Function<String, RecipientRef<RoundEntity.Command>> entities;
    private final TableSettings settings;
    private final Map<String, LiveRound> rounds = new HashMap<>();
    private final Map<String, RoundStatus> lastEnded = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RoundStatus> eldest) {
            return size() > MOST_ENDED;
        }
    };

    LiveRounds(
            ActorContext<TableEntity.Command> context,
            Function<String, RecipientRef<RoundEntity.Command>> entities,
            TableSettings settings) {
        this.context = context;
        this.entities = entities;
        this.settings = settings;
    }

    @Nullable LiveRound find(String roundId) {
        return rounds.get(roundId);
    }

    RecipientRef<RoundEntity.Command> entity(String roundId) {
        return entities.apply(roundId);
    }

    boolean bettingOpen(Instant now) {
        return rounds.values().stream().anyMatch(round -> round.bettingOpen(now));
    }

    /** A round that was scheduled just now: it is opened until its entity answers. */
    LiveRound start(TableRound round, Instant now) {
        LiveRound fresh = new LiveRound(round.status(), now);
        rounds.put(round.roundId(), fresh);
        open(fresh);
        return fresh;
    }

    /** A round from before a restart: it is opened again where its entity may never have been asked, and woken otherwise. */
    void resume(TableRound round, Instant now) {
        if (round.status().stage() == RoundStatus.Stage.SCHEDULED) {
            start(round, now);
            return;
        }
        LiveRound known = new LiveRound(round.status(), now);
        known.opened = true;
        rounds.put(round.roundId(), known);
        entity(round.roundId()).tell(new RoundEntity.Wake());
    }

    /** A round that was settled and has begun by itself to be settled again, as it was seen before. */
    LiveRound again(RoundStatus before, Instant now) {
        LiveRound known = new LiveRound(before, now);
        known.opened = true;
        rounds.put(before.terms().roundId(), known);
        return known;
    }

    void forget(String roundId) {
        LiveRound ended = rounds.remove(roundId);
        if (ended != null) {
            lastEnded.put(roundId, ended.status);
        }
    }

    /** How a round ended that is no longer here; of the last ones only. */
    @Nullable RoundStatus ended(String roundId) {
        return lastEnded.get(roundId);
    }

    /** Opens again what was not answered, and wakes what was not heard of. */
    void tick(Instant now) {
        rounds.values().stream().filter(round -> !round.opened).forEach(this::open);
        wakeSilent(settings.wakeInterval(), now);
    }

    /** Wakes the rounds that were not heard of for so long. */
    void wakeSilent(Duration silence, Instant now) {
        rounds.forEach((roundId, round) -> {
            if (round.opened && !round.heardAt.plus(silence).isAfter(now)) {
                round.heardAt = now;
                entity(roundId).tell(new RoundEntity.Wake());
            }
        });
    }

    private void open(LiveRound round) {
        if (round.opened || round.opening) {
            return;
        }
        round.opening = true;
        RoundTerms terms = round.status.terms();
        context.ask(
                RoundEntity.Reply.class,
                entity(terms.roundId()),
                settings.openTimeout(),
                replyTo -> new RoundEntity.Open(terms, replyTo),
                (reply, failure) -> new OpenAnswered(terms.roundId(), reply));
    }
}
