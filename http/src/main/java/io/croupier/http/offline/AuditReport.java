package io.croupier.http.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.feed.CheckpointAudit;
import io.croupier.feed.Difference;
import io.croupier.feed.ProjectionAudit;
import io.croupier.http.audit.MoneyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an audit found, for people and as JSON. */
record AuditReport(ProjectionAudit.Result journal, CheckpointAudit.Result checkpoints, MoneyReport money) {
    boolean passed() {
        return journal.first().isEmpty() && checkpoints.first().isEmpty() && money.consistent();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "events        %,d (%,d not projected yet)", journal.events(), journal.unprojected()));
        lines.add(String.format(Locale.ROOT, "wallets       %,d", money.wallets()));
        lines.add(String.format(
                Locale.ROOT,
                "checkpoints   %,d, the newest of %,d wallets",
                checkpoints.checkpoints(),
                checkpoints.wallets()));
        money.currencies()
                .forEach((currency, columns) -> lines.add(String.format(
                        Locale.ROOT,
                        "%s           players %,d  in play %,d  house %,d  bonus cost %,d  cashier %,d  sum %,d",
                        currency,
                        columns.playersMinor(),
                        columns.inPlayMinor(),
                        columns.houseMinor(),
                        columns.bonusCostMinor(),
                        columns.cashierMinor(),
                        columns.sumMinor())));
        lines.add(String.format(Locale.ROOT, "open rounds   %,d", money.openRoundCount()));
        journal.first().ifPresent(difference -> lines.add("DIFFERENCE    " + difference));
        checkpoints.first().ifPresent(difference -> lines.add("DIFFERENCE    " + difference));
        money.faults().forEach(fault -> lines.add("DIFFERENCE    " + fault));
        lines.add(passed() ? "every event, row and cent is where it must be" : "FAILED");
        return lines;
    }

    void write(Path file) throws IOException {
        var json = new ObjectMapper();
        ObjectNode body = json.createObjectNode()
                .put("passed", passed())
                .put("asOf", journal.asOf().toString())
                .put("events", journal.events())
                .put("unprojectedEvents", journal.unprojected())
                .put("wallets", money.wallets())
                .put("checkpoints", checkpoints.checkpoints())
                .put("openRounds", money.openRoundCount());
        ObjectNode currencies = body.putObject("currencies");
        money.currencies()
                .forEach((currency, columns) -> currencies
                        .putObject(currency)
                        .put("playersMinor", columns.playersMinor())
                        .put("inPlayMinor", columns.inPlayMinor())
                        .put("houseMinor", columns.houseMinor())
                        .put("bonusCostMinor", columns.bonusCostMinor())
                        .put("cashierMinor", columns.cashierMinor())
                        .put("sumMinor", columns.sumMinor()));
        ArrayNode differences = body.putArray("differences");
        journal.first().ifPresent(difference -> add(differences, difference));
        checkpoints.first().ifPresent(difference -> add(differences, difference));
        money.faults().forEach(fault -> add(differences, new Difference("money", fault)));
        json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), body);
    }

    private static void add(ArrayNode differences, Difference difference) {
        differences.addObject().put("place", difference.place()).put("what", difference.what());
    }
}
