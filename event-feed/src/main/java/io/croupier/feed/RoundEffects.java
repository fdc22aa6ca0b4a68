package io.croupier.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.croupier.round.domain.BookSettlement;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rounds' events mean: one row per round, with its stage, result and totals. Rounds are few, so each event is a statement. */
final class RoundEffects {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPENED = "INSERT INTO played_round (round_id, table_id, owner, game, currency, stage,"
            + " opened_at, betting_closes_at, stage_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String STAGE = "UPDATE played_round SET stage = ?, stage_at = ? WHERE round_id = ?";
    private static final String CLOSED =
            "UPDATE played_round SET stage = CASE stage WHEN 'voiding' THEN stage ELSE ? END,"
                    + " stage_at = CASE stage WHEN 'voiding' THEN stage_at ELSE ? END,"
                    + " bets = ?, staked_minor = ? WHERE round_id = ?";
    private static final String RESULT =
            "UPDATE played_round SET stage = ?, stage_at = ?, result_version = ?, result_id = ?,"
                    + " outcome = ?, proof = ? WHERE round_id = ?";
    private static final String VOIDING =
            "UPDATE played_round SET stage = ?, stage_at = ?, void_reason = ?, result_version = ?, result_id = NULL,"
                    + " outcome = NULL WHERE round_id = ?";
    private static final String ENDED =
            "UPDATE played_round SET stage = ?, stage_at = ?, paid_minor = ?, ended_at = ? WHERE round_id = ?";

    private final List<Change> changes = new ArrayList<>();

    private record Change(String sql, List<Object> parameters) {}

    void add(String roundId, RoundEvent event) {
        if (event instanceof RoundEvent.RoundOpened opened) {
            TableTerms table = opened.terms().table();
            change(
                    OPENED,
                    roundId,
                    table.tableId(),
                    table.owner(),
                    table.game(),
                    table.currency(),
                    Stage.BETS_OPEN.publicName(),
                    opened.at(),
                    opened.terms().bettingClosesAt(),
                    opened.at());
        } else if (event instanceof RoundEvent.BettingClosing closing) {
            change(STAGE, Stage.CLOSING.publicName(), closing.at(), roundId);
        } else if (event instanceof RoundEvent.BetsClosed closed) {
            closed(roundId, closed);
        } else if (event instanceof RoundEvent.FlightStarted started) {
            change(STAGE, Stage.IN_FLIGHT.publicName(), started.at(), roundId);
        } else if (event instanceof RoundEvent.FlightLanding landing) {
            change(STAGE, Stage.LANDING.publicName(), landing.at(), roundId);
        } else if (event instanceof RoundEvent.ResultRecorded result) {
            change(
                    RESULT,
                    Stage.RESULT.publicName(),
                    result.at(),
                    result.resultVersion(),
                    result.resultId(),
                    json(result.outcome()),
                    json(result.proof()),
                    roundId);
        } else if (event instanceof RoundEvent.RoundSettled settled) {
            change(ENDED, Stage.SETTLED.publicName(), settled.at(), settled.paidMinor(), settled.at(), roundId);
        } else if (event instanceof RoundEvent.VoidAccepted voided) {
            change(VOIDING, Stage.VOIDING.publicName(), voided.at(), voided.reason(), voided.resultVersion(), roundId);
        } else if (event instanceof RoundEvent.RoundVoided voided) {
            change(ENDED, Stage.VOIDED.publicName(), voided.at(), voided.paidMinor(), voided.at(), roundId);
        }
    }

    private void closed(String roundId, RoundEvent.BetsClosed closed) {
        long bets = 0;
        long staked = 0;
        for (RoundEvent.BookTotals book : closed.books()) {
            bets += book.bets();
            staked = BookSettlement.saturatedSum(staked, book.stakedMinor());
        }
        change(CLOSED, Stage.BETS_CLOSED.publicName(), closed.at(), bets, staked, roundId);
    }

    private static @Nullable String json(@Nullable Outcome outcome) {
        return outcome == null ? null : Games.of(outcome.game()).toJson(outcome).toString();
    }

    private static @Nullable String json(@Nullable FairnessProof proof) {
        try {
            return proof == null ? null : JSON.writeValueAsString(proof);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts can be written", impossible);
        }
    }

    private void change(String sql, @Nullable Object... parameters) {
        List<Object> taken = new ArrayList<>();
        for (Object parameter : parameters) {
            taken.add(parameter instanceof Instant at ? CursorRow.time(at) : parameter);
        }
        changes.add(new Change(sql, taken));
    }

    void write(Connection connection) throws SQLException {
        for (Change change : changes) {
            try (PreparedStatement statement = connection.prepareStatement(change.sql)) {
                for (int i = 0; i < change.parameters.size(); i++) {
                    statement.setObject(i + 1, change.parameters.get(i));
                }
                statement.executeUpdate();
            }
        }
    }
}
