package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether alarms on jobs go off when they should: each job that runs at night has one for its failure and one for its absence,
 * a pod that had to make room is no failure, and what has never succeeded is absent too.
 */
final class Alarms {
    private Alarms() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Manifest rules : manifests.of("PrometheusRule")) {
            List<String> expressions =
                    of(rules).map(rule -> rule.path("expr").asText()).toList();
            of(rules)
                    .forEach(rule -> expression(
                            rule.path("alert").asText(), rule.path("expr").asText(), problems));
            for (Manifest job : Renderings.baseWith("jobs").of("CronJob")) {
                mustBeAsked(
                        expressions, "job_name=~\"" + job.name() + "-.+\"", job.id() + " may fail unseen", problems);
                mustBeAsked(
                        expressions, "cronjob=\"" + job.name() + "\"", job.id() + " may be missing unseen", problems);
            }
        }
        return problems;
    }

    /** The rules that make alarms, in their order. */
    static Stream<JsonNode> of(Manifest rules) {
        return StreamSupport.stream(rules.at("/spec/groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false));
    }

    private static void expression(String alert, String expression, List<String> problems) {
        if (expression.contains("kube_job_status_failed")) {
            problems.add(alert
                    + ": counts pods, among them one that was evicted and made again; kube_job_failed is the job's");
        }
        if (expression.contains("kube_job_failed") && !expression.contains("condition=\"true\"")) {
            problems.add(alert + ": kube_job_failed has a series for each condition; 'true' is meant");
        }
        if (expression.contains("_last_successful_time") && !expression.contains("kube_cronjob_created")) {
            problems.add(alert + ": there is no last success before the first one, and so no alarm");
        }
    }

    private static void mustBeAsked(List<String> expressions, String what, String told, List<String> problems) {
        if (expressions.stream().noneMatch(expression -> expression.contains(what))) {
            problems.add(told + ": no alarm asks for " + what);
        }
    }
}
