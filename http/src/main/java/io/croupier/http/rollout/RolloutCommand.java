package io.croupier.http.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.http.Main;
import io.croupier.http.command.Command;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** {@code croupier rollout}: asks a running cell how its roll-out stands, and pauses, resumes or freezes it. */
public final class RolloutCommand implements Command {
    private static final String USAGE = """
            usage: croupier rollout status [--url URL]
                   croupier rollout pause|freeze --reason TEXT [--url URL]
                   croupier rollout resume --reason TEXT [--ignore-slo] [--url URL]

            status   what is rolled, what the next step waits for, and why
            pause    no node is replaced any more; drains go on where nothing is half rolled
            freeze   no node is replaced, and no drain takes one
            resume   after either, or after the guard has paused by itself
              --ignore-slo   until this roll-out has ended it goes on although the SLO is broken: for rolling back

            --url is any node's HTTP port; without it CROUPIER_OPERATOR_URL, or http://127.0.0.1:8080.
            CROUPIER_OPERATOR_TOKEN holds an operator's token, or --token-file names a file with it. What is changed is kept
            with the operator's id and the reason.""";

    private final Map<String, String> environment;

    /** Called by the service loader. */
    public RolloutCommand() {
        this(System.getenv());
    }

    RolloutCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "rollout";
    }

    @Override
    public void check(String... arguments) {
        RolloutWish.of(Map.of("CROUPIER_OPERATOR_TOKEN", "any"), arguments);
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (List.of(arguments).contains(Main.DESCRIBE)) {
            out.println("shows, pauses, resumes or freezes the rolling of a cell on Kubernetes (rollout --help)");
            return 0;
        }
        if (List.of(arguments).contains("--help")) {
            out.println(USAGE);
            return 0;
        }
        RolloutWish wish;
        try {
            wish = RolloutWish.of(environment, arguments);
        } catch (IllegalArgumentException wrong) {
            err.println("croupier: rollout: " + wrong.getMessage());
            err.println(USAGE);
            return 2;
        }
        try {
            print(out, new OperatorClient(wish.url(), wish.token()).ask(wish));
            return 0;
        } catch (IOException failure) {
            err.println("croupier: rollout: " + failure.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            err.println("croupier: rollout: interrupted; whether anything was changed is unknown");
            return 1;
        }
    }

    private static void print(PrintWriter out, JsonNode status) {
        out.println("phase      " + text(status, "phase"));
        String mode = text(status, "mode");
        String by = mode.equals("running") && text(status, "reason").isEmpty()
                ? ""
                : "   by " + text(status, "by") + " at " + text(status, "since") + ": " + text(status, "reason");
        out.println("mode       " + mode + (status.path("ignoreSlo").asBoolean() ? ", the SLO ignored" : "") + by);
        out.println("drains     " + (status.path("drainsAllowed").asBoolean() ? "may take one node" : "wait"));
        out.println("revision   " + text(status, "revision"));
        out.println("guard on   " + text(status, "guardOn") + "   as of " + text(status, "asOf"));
        if (status.hasNonNull("fault")) {
            out.println("fault      " + text(status, "fault"));
        }
        out.println();
        for (JsonNode pod : status.path("pods")) {
            out.printf(
                    "  %-16s %-4s %-10s %-12s %s%n",
                    text(pod, "name"),
                    pod.path("current").asBoolean() ? "new" : "old",
                    pod.path("leaving").asBoolean()
                            ? "leaving"
                            : pod.path("ready").asBoolean() ? "ready" : "not ready",
                    "member " + text(pod, "member"),
                    pod.path("age").asInt(-1) == 0 ? "(the oldest)" : "");
        }
        for (JsonNode line : status.path("waitingFor")) {
            out.println("  waits for  " + line.asText());
        }
        if (status.hasNonNull("transactionId")) {
            out.println("done       transactionId " + text(status, "transactionId"));
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isNull() ? "-" : node.path(field).asText();
    }
}
