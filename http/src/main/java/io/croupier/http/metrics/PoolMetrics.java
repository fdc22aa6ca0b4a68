package io.croupier.http.metrics;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** Pools of connections to the database, by their names. */
final class PoolMetrics {
    private final Map<String, HikariDataSource> pools = new ConcurrentHashMap<>();

    PoolMetrics(Metrics metrics) {
        metrics.gauge(
                "croupier_pool_connections",
                "Connections to the database, by pool and whether they are in use",
                this::connections,
                "pool",
                "state");
        metrics.gauge(
                "croupier_pool_size",
                "Connections that a pool may have at most",
                each -> pools.forEach((name, pool) -> each.call(pool.getMaximumPoolSize(), name)),
                "pool");
        metrics.gauge(
                "croupier_pool_waiting",
                "Threads that wait for a connection, by pool",
                each -> each(each, HikariPoolMXBean::getThreadsAwaitingConnection),
                "pool");
    }

    void put(String name, HikariDataSource pool) {
        pools.put(name, pool);
    }

    private void connections(GaugeWithCallback.Callback each) {
        each(each, HikariPoolMXBean::getActiveConnections, "active");
        each(each, HikariPoolMXBean::getIdleConnections, "idle");
    }

    private void each(GaugeWithCallback.Callback each, ToIntFunction<HikariPoolMXBean> value, String... state) {
        pools.forEach((name, pool) -> {
            // Null until its first connection was asked for.
            HikariPoolMXBean bean = pool.getHikariPoolMXBean();
            String[] labels = state.length == 0 ? new String[] {name} : new String[] {name, state[0]};
            each.call(bean == null ? 0 : value.applyAsInt(bean), labels);
        });
    }
}
