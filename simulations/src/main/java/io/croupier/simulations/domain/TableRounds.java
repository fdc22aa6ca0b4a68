package io.croupier.simulations.domain;

import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.Table;
import io.croupier.round.domain.TableNews;
import io.croupier.round.domain.TableRound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The unsettled rounds of a table, and the way to them. It models the actor's {@code LiveRounds}. */
final class TableRounds {
    /** A round that the table waits for, and who waits for its opening. */
    static final class Live {
        private final List<Letter> openers = new ArrayList<>();
        RoundStatus status;
        boolean opened;
        private boolean opening;
        Instant heardAt;

        private Live(RoundStatus status, Instant now) {
            this.status = status;
            this.heardAt = now;
        }

        private RoundTerms terms() {
            return status.terms();
        }
    }

    private final TableNode node;
    private final Map<String, Live> live = new LinkedHashMap<>();
    private final Map<String, RoundStatus> ended = new LinkedHashMap<>();
    private final Map<Long, String> opens = new LinkedHashMap<>();

    TableRounds(TableNode node) {
        this.node = node;
    }

    @Nullable Live find(String roundId) {
        return live.get(roundId);
    }

    boolean bettingOpen(Instant now) {
        return live.values().stream()
                .anyMatch(round -> round.status.stage().compareTo(Stage.CLOSING) < 0
                        && now.isBefore(round.terms().bettingClosesAt()));
    }

    void start(TableRound round) {
        Live fresh = new Live(round.status(), node.now());
        live.put(round.roundId(), fresh);
        open(fresh);
    }

    void resume(TableRound round) {
        if (round.status().stage() == Stage.SCHEDULED) {
            start(round);
            return;
        }
        Live known = new Live(round.status(), node.now());
        known.opened = true;
        live.put(round.roundId(), known);
        wake(round.roundId());
    }

    /** A round that was settled and is settled again, as it was seen before. */
    Live again(RoundStatus before) {
        Live known = new Live(before, node.now());
        known.opened = true;
        live.put(before.terms().roundId(), known);
        return known;
    }

    void forget(String roundId) {
        Live gone = live.remove(roundId);
        if (gone != null) {
            ended.put(roundId, gone.status);
        }
    }

    /** A round that was let go when it was settled: a correction of it is news, and nothing else. */
    RoundStatus lastSeen(Table table, RoundStatus status) {
        RoundStatus before = ended.get(status.terms().roundId());
        return before != null
                ? before
                : table.find(status.terms().roundId()).orElseGet(() -> TableNews.settledBefore(status));
    }

    void answerLater(String roundId, Letter opener) {
        Live round = live.get(roundId);
        if (round != null) {
            round.openers.add(opener);
        }
    }

    void answer(Live round, Message reply) {
        round.openers.forEach(opener -> node.send(opener.from(), opener.tag(), reply));
        round.openers.clear();
    }

    private void open(Live round) {
        if (round.opened || round.opening) {
            return;
        }
        round.opening = true;
        String roundId = round.terms().roundId();
        long tag = node.nextTag();
        opens.put(tag, roundId);
        node.timer("open " + tag, Times.OPEN, () -> {
            if (opens.remove(tag) != null) {
                round.opening = false;
            }
        });
        node.send(RoundNode.id(roundId), tag, new Message.Open(round.terms()));
    }

    /** The round whose opening was answered under this tag, or null. */
    @Nullable Live opened(long tag) {
        String roundId = opens.remove(tag);
        Live round = roundId == null ? null : live.get(roundId);
        if (round != null) {
            round.opening = false;
        }
        return round;
    }

    void wake(String roundId) {
        node.send(RoundNode.id(roundId), new Message.WakeRound());
    }

    /** Opens again what was not answered, and wakes what was not heard of. */
    void tick(Instant now) {
        live.forEach((roundId, round) -> {
            if (!round.opened) {
                open(round);
            } else if (!round.heardAt.plus(Times.WAKE).isAfter(now)) {
                round.heardAt = now;
                wake(roundId);
            }
        });
    }
}
