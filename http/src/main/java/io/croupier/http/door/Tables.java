package io.croupier.http.door;

import io.croupier.round.RoundEntity;
import io.croupier.round.domain.TableTerms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The tables that there are. */
public interface Tables {
    /** All of them, by id. */
    CompletionStage<List<TableTerms>> all();

    /** The table with this id. */
    default CompletionStage<Optional<TableTerms>> find(String tableId) {
        return all().thenApply(tables ->
                tables.stream().filter(t -> t.tableId().equals(tableId)).findFirst());
    }

    /** Makes a table; the same terms again get the same answer, others {@code transaction_conflict}. */
    CompletionStage<RoundEntity.Reply> create(TableTerms terms);
}
