package io.croupier.http.door;

import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds a round by its public id, which is unique per owner only: where two owners have it, the table must be named. */
public final class RoundSearch {
    private RoundSearch() {}

    /** Fails with a problem that names the query's field where the id alone does not say which round is meant. */
    public static CompletionStage<Optional<RoundStatus>> find(
            Tables tables, Rounds rounds, String roundId, Optional<String> tableId) {
        return find(tables, rounds::find, round -> round.terms().table().tableId(), roundId, tableId);
    }

    /**
     * The same of whatever knows rounds by their internal ids.
     *
     * @param tableOf the table of a round that was found
     */
    public static <T> CompletionStage<Optional<T>> find(
            Tables tables,
            Function<String, CompletionStage<Optional<T>>> rounds,
            Function<T, String> tableOf,
            String roundId,
            Optional<String> tableId) {
        return candidates(tables, roundId, tableId).thenCompose(ids -> {
            CompletionStage<List<T>> found = CompletableFuture.completedFuture(List.of());
            for (String id : ids) {
                found = found.thenCombine(rounds.apply(id), RoundSearch::with);
            }
            return found.thenApply(all -> only(
                    roundId,
                    all.stream()
                            .filter(round ->
                                    tableId.isEmpty() || tableOf.apply(round).equals(tableId.get()))
                            .toList()));
        });
    }

    /** The internal ids of the rounds that may be meant. */
    public static CompletionStage<List<String>> candidates(Tables tables, String roundId, Optional<String> tableId) {
        return tables.all()
                .thenApply(all -> all.stream()
                        .filter(terms -> tableId.isEmpty() || terms.tableId().equals(tableId.get()))
                        .map(TableTerms::owner)
                        .distinct()
                        .map(owner -> owner + "~" + roundId)
                        .toList());
    }

    private static <T> List<T> with(List<T> found, Optional<T> next) {
        return Stream.concat(found.stream(), next.stream()).toList();
    }

    private static <T> Optional<T> only(String roundId, List<T> fitting) {
        if (fitting.size() > 1) {
            throw new ProblemException(Problem.of(
                            ProblemCode.INVALID_FIELD,
                            "table must be given: rounds of several tables have the id " + roundId)
                    .at("table"));
        }
        return fitting.stream().findFirst();
    }
}
