package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Follows the bet books through their stored events, told apart by their fields: which intents have no decision, and which
 * credits are planned and not in any wallet. Reads on from where it stopped, which is sound only while nobody writes.
 */
final class BookJournal {
    private record Bet(String book, String playerId, String betId) {}

    private final Set<Bet> openIntents = new HashSet<>();
    private final Map<String, Set<Bet>> accepted = new HashMap<>();
    private final Set<Bet> due = new HashSet<>();
    private final Set<String> paid = new HashSet<>();
    private long upTo;

    void read(Connection database) throws SQLException {
        long after = upTo;
        StoredEvent.each(database, "Book|", after, event -> {
            take(event.entity(), event.fields());
            upTo = Math.max(upTo, event.ordering());
        });
        StoredEvent.each(database, "Wallet|", after, event -> {
            if (event.type().equals("win") || event.type().equals("refund")) {
                String playerId = event.entity().substring("Wallet|".length());
                paid.add(playerId + "/" + Json.text(event.fields().path("ref"), "betId"));
            }
            upTo = Math.max(upTo, event.ordering());
        });
    }

    private void take(String book, JsonNode event) {
        event.path("intents").forEach(intent -> openIntents.add(bet(book, intent)));
        for (JsonNode decision : event.path("decisions")) {
            openIntents.remove(bet(book, decision));
            if (decision.path("accepted").asBoolean()) {
                accepted.computeIfAbsent(book, any -> new HashSet<>()).add(bet(book, decision));
            }
        }
        event.path("lines").forEach(line -> due.add(bet(book, line)));
        if (event.has("reason")) {
            due.addAll(accepted.getOrDefault(book, Set.of()));
        }
    }

    private static Bet bet(String book, JsonNode line) {
        return new Bet(book, Json.text(line, "playerId"), Json.text(line, "betId"));
    }

    Journal.Outstanding outstanding() {
        long unpaid = due.stream()
                .filter(bet -> !paid.contains(bet.playerId() + "/" + bet.betId()))
                .count();
        return new Journal.Outstanding(openIntents.size(), Math.toIntExact(unpaid));
    }
}
