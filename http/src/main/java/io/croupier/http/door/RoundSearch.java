package io.croupier.http.door;

import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Finds a round by its public id: at the table that is named, else of the house, else of a provider. */
public final class RoundSearch {
    private RoundSearch() {}

    public static CompletionStage<Optional<RoundStatus>> find(
            Tables tables, Rounds rounds, String roundId, Optional<String> tableId) {
        return tables.all().thenCompose(all -> {
            Stream<TableTerms> among = all.stream()
                    .filter(terms -> tableId.isEmpty() || terms.tableId().equals(tableId.get()));
            List<String> owners = among.map(TableTerms::owner)
                    .distinct()
                    .sorted(Comparator.comparing((String owner) -> !owner.equals(TableTerms.HOUSE))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            return first(rounds, roundId, tableId, owners);
        });
    }

    private static CompletionStage<Optional<RoundStatus>> first(
            Rounds rounds, String roundId, Optional<String> tableId, List<String> owners) {
        if (owners.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return rounds.find(owners.get(0) + "~" + roundId).thenCompose(found -> {
            boolean fits = found.isPresent()
                    && (tableId.isEmpty()
                            || found.get().terms().table().tableId().equals(tableId.get()));
            return fits
                    ? CompletableFuture.completedFuture(found)
                    : first(rounds, roundId, tableId, owners.subList(1, owners.size()));
        });
    }
}
