package io.croupier.http.door;

import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Finds a round by its public id, which is unique per owner only: where two owners have it, the table must be named. */
public final class RoundSearch {
    private RoundSearch() {}

    /** Fails with a problem that names the query's field where the id alone does not say which round is meant. */
    public static CompletionStage<Optional<RoundStatus>> find(
            Tables tables, Rounds rounds, String roundId, Optional<String> tableId) {
        return tables.all().thenCompose(all -> {
            List<String> owners = all.stream()
                    .filter(terms -> tableId.isEmpty() || terms.tableId().equals(tableId.get()))
                    .map(TableTerms::owner)
                    .distinct()
                    .toList();
            CompletionStage<List<RoundStatus>> found = CompletableFuture.completedFuture(List.of());
            for (String owner : owners) {
                found = found.thenCombine(rounds.find(owner + "~" + roundId), RoundSearch::with);
            }
            return found.thenApply(rs -> only(roundId, tableId, rs));
        });
    }

    private static List<RoundStatus> with(List<RoundStatus> found, Optional<RoundStatus> next) {
        return Stream.concat(found.stream(), next.stream()).toList();
    }

    private static Optional<RoundStatus> only(String roundId, Optional<String> tableId, List<RoundStatus> found) {
        List<RoundStatus> fitting = found.stream()
                .filter(round ->
                        tableId.isEmpty() || round.terms().table().tableId().equals(tableId.get()))
                .toList();
        if (fitting.size() > 1) {
            throw new ProblemException(Problem.of(
                            ProblemCode.INVALID_FIELD,
                            "table must be given: rounds of several tables have the id " + roundId)
                    .at("table"));
        }
        return fitting.stream().findFirst();
    }
}
