package io.croupier.round;

import akka.actor.typed.ActorRef;
import io.croupier.round.TableFeed.Attached;
import io.croupier.round.TableFeed.Commitment;
import io.croupier.round.TableFeed.Published;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.Table;
import io.croupier.round.domain.TableNews;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table's stream: numbers its events, keeps the newest, and knows who follows. In memory only, so its epoch is new at each
 * start. Used by one actor only. What nobody may see before a round's reveal is taken out here, whatever came in.
 */
final class TableStream {
    private final String tableId;
    private final String epoch;
    private final int historyLimit;
    private final int subscriberLimit;
    private final Duration lease;
    private final ArrayDeque<Published> history = new ArrayDeque<>();
    private final Map<ActorRef<TableFeed>, Instant> leases = new HashMap<>();
    private long offset;

    TableStream(String tableId, String epoch, TableSettings settings) {
        this.tableId = tableId;
        this.epoch = epoch;
        this.historyLimit = settings.feedHistory();
        this.subscriberLimit = settings.feedSubscribers();
        this.lease = settings.feedLease();
    }

    /** Whether the node follows now; not where there are too many. A repetition renews its lease. */
    boolean follow(ActorRef<TableFeed> node, Instant now) {
        if (!leases.containsKey(node) && leases.size() >= subscriberLimit) {
            return false;
        }
        leases.put(node, now.plus(lease));
        return true;
    }

    void unfollow(ActorRef<TableFeed> node) {
        leases.remove(node);
    }

    /** Forgets the nodes whose leases have ended and returns them. */
    List<ActorRef<TableFeed>> expire(Instant now) {
        List<ActorRef<TableFeed>> ended = leases.entrySet().stream()
                .filter(follower -> !follower.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        ended.forEach(leases::remove);
        return ended;
    }

    void publish(String event, RoundStatus round, Instant at) {
        offset++;
        Published published = new Published(tableId, epoch, offset, at, event, TableNews.visible(round));
        history.addLast(published);
        if (history.size() > historyLimit) {
            history.removeFirst();
        }
        tellAll(published);
    }

    void state(String roundId, int multiplierX100, Instant at) {
        tellAll(new TableFeed.State(tableId, roundId, multiplierX100, at));
    }

    /** The table as a new follower sees it. */
    Attached attached(Table table, @Nullable RoundStatus current) {
        Table.Chain chain = table.chain();
        return new Attached(
                table.requireTerms(),
                epoch,
                offset,
                List.copyOf(history),
                current == null ? null : TableNews.visible(current),
                table.lastResults(),
                chain == null
                        ? null
                        : new Commitment(chain.chainId(), chain.commitment(), chain.length(), chain.committedAt()));
    }

    private void tellAll(TableFeed message) {
        leases.keySet().forEach(node -> node.tell(message));
    }
}
