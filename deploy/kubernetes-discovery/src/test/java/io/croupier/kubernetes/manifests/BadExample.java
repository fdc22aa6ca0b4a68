package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * Good manifests with one thing changed, which a rule must refuse.
 *
 * @param id of the object that is changed
 * @param told what the rule's words must contain
 */
record BadExample(Rule rule, String what, String id, UnaryOperator<ObjectNode> change, String told) {
    Manifests manifests() {
        if (rule == Rule.REGION) {
            return Renderings.overlay("jurisdiction-mt").with(id, change);
        }
        Manifests good = switch (id) {
            case "ScaledObject/croupier" -> Renderings.baseWith("kafka-lag");
            case "CronJob/croupier-audit", "CronJob/croupier-export" -> Renderings.baseWith("jobs");
            case "PrometheusRule/croupier" -> Renderings.alarms();
            default -> Renderings.overlay("production");
        };
        return good.with(id, change);
    }
}
