package io.croupier.http.metrics;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import java.util.List;
import java.util.Locale;

/** The process, and the cluster as this node sees it. */
public final class NodeMetrics {
    private static final List<MemberStatus> STATUSES = List.of(
            MemberStatus.joining(),
            MemberStatus.weaklyUp(),
            MemberStatus.up(),
            MemberStatus.leaving(),
            MemberStatus.exiting(),
            MemberStatus.down());

    private NodeMetrics() {}

    /**
     * Shows them; once per node.
     *
     * @param version of this build
     */
    public static void show(Metrics metrics, ActorSystem<?> system, String version) {
        system.scheduler()
                .scheduleWithFixedDelay(
                        metrics.settings().sampleInterval(),
                        metrics.settings().sampleInterval(),
                        metrics.requests()::sample,
                        system.executionContext());
        Cluster cluster = Cluster.get(system);
        metrics.gauge(
                "croupier_cluster_members",
                "Members of the cluster as this node sees them, by status",
                each -> members(cluster, each),
                "status");
        metrics.gauge(
                "croupier_cluster_unreachable_members",
                "Members that this node takes for unreachable",
                () -> cluster.state().getUnreachable().size());
        Info build = Info.builder()
                .name("croupier_build_info")
                .help("The program's version, and the application version that shards prefer the highest of")
                .labelNames("version", "app_version")
                .register(metrics.registry());
        build.setLabelValues(version, system.settings().config().getString("akka.cluster.app-version"));
        JvmMemoryMetrics.builder().register(metrics.registry());
        JvmBufferPoolMetrics.builder().register(metrics.registry());
        JvmGarbageCollectorMetrics.builder().register(metrics.registry());
        JvmThreadsMetrics.builder().register(metrics.registry());
        JvmRuntimeInfoMetric.builder().register(metrics.registry());
        ProcessMetrics.builder().register(metrics.registry());
    }

    private static void members(Cluster cluster, GaugeWithCallback.Callback each) {
        Iterable<Member> members = cluster.state().getMembers();
        for (MemberStatus status : STATUSES) {
            int count = 0;
            for (Member member : members) {
                if (member.status().equals(status)) {
                    count++;
                }
            }
            each.call(count, status.toString().toLowerCase(Locale.ROOT));
        }
    }
}
