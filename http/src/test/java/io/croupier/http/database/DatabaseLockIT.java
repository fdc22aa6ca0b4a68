package io.croupier.http.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.http.TestNode;
import io.croupier.http.node.CroupierNode;
import io.croupier.http.node.NodeSettings;
import io.croupier.http.node.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who may serve a database, in one of its own: a running node has its own already. */
class DatabaseLockIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    static Path directory;

    private static DatabaseAccess access;

    @BeforeAll
    static void makeDatabase() throws SQLException {
        DatabaseAccess server = NODE.node().database();
        execute(server, "CREATE DATABASE lock_it");
        access = new DatabaseAccess(
                server.jdbcUrl().replace("/croupier?", "/lock_it?"), server.user(), server.password());
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        execute(NODE.node().database(), "DROP DATABASE lock_it WITH (FORCE)");
    }

    private static void execute(DatabaseAccess at, String sql) throws SQLException {
        try (Connection connection = at.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static DatabaseLock take(boolean alone, Duration timeout) {
        return DatabaseLock.take(access, alone, new DatabaseLock.Settings(timeout, SHORT), progress -> {});
    }

    /** Ends the connections that hold it. */
    private static void cutHolders() throws SQLException {
        execute(
                access,
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = 'lock_it')");
    }

    private static int holders() throws SQLException {
        return ofHolders("count(*)");
    }

    /** Its process id, 0 where there is none. */
    private static int holder() throws SQLException {
        return ofHolders("coalesce(max(pid), 0)");
    }

    private static int ofHolders(String what) throws SQLException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT " + what + " FROM pg_locks WHERE locktype = 'advisory' AND granted"
                                + " AND database = (SELECT oid FROM pg_database WHERE datname = 'lock_it')")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Somebody who stands in the server's own line for it, and so has it as soon as it is free. */
    private static final class Heir implements AutoCloseable {
        private final Connection connection;
        private final CompletableFuture<Void> has;

        Heir() throws SQLException {
            connection = access.connect();
            has = CompletableFuture.runAsync(() -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET lock_timeout = '2min'; SELECT pg_advisory_lock(" + DatabaseLock.KEY + ")");
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            long deadline = System.nanoTime() + LONG.toNanos();
            while (!waits()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }

        private static boolean waits() throws SQLException {
            try (Connection connection = access.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
                row.next();
                return row.getLong(1) == 1;
            }
        }

        void awaitIt() throws Exception {
            has.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Test
    void oneAloneOrManyTogetherHaveIt() {
        try (DatabaseLock alone = take(true, Duration.ZERO)) {
            assertThat(alone).isNotNull();
            assertThatThrownBy(() -> take(true, SHORT))
                    .isInstanceOf(DatabaseFailure.class)
                    .hasMessageContainingAll("/lock_it is in use by another node", "CROUPIER_DB_URL");
            assertThatThrownBy(() -> take(false, SHORT))
                    .isInstanceOf(DatabaseFailure.class)
                    .hasMessageContaining("CROUPIER_CLUSTER_FORMATION=single");
        }
        try (DatabaseLock one = take(false, LONG);
                DatabaseLock other = take(false, LONG)) {
            assertThat(List.of(one, other)).doesNotContainNull();
            assertThatThrownBy(() -> take(true, SHORT)).isInstanceOf(DatabaseFailure.class);
        }
    }

    @Test
    void waitsUntilItIsFreeAndSaysSo() throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        var waits = new CountDownLatch(1);
        DatabaseLock first = take(true, Duration.ZERO);
        CompletableFuture<DatabaseLock> second = CompletableFuture.supplyAsync(
                () -> DatabaseLock.take(access, true, new DatabaseLock.Settings(LONG, SHORT), line -> {
                    said.add(line);
                    waits.countDown();
                }));
        assertThat(waits.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(second).isNotDone();
        first.close();
        try (DatabaseLock taken = second.get(LONG.toSeconds(), TimeUnit.SECONDS)) {
            assertThat(taken).isNotNull();
            assertThat(said).singleElement().asString().startsWith("waiting: the database at ");
        }
    }

    @Test
    void takesItAgainAfterItsConnectionBroke() throws Exception {
        var lost = new CountDownLatch(1);
        try (DatabaseLock lock = take(true, LONG)) {
            lock.watch(lost::countDown);
            cutHolders();
            long deadline = System.nanoTime() + LONG.toNanos();
            while (holders() == 0) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThatThrownBy(() -> take(true, SHORT)).isInstanceOf(DatabaseFailure.class);
            assertThat(lost.getCount()).isEqualTo(1);
        }
        assertThat(lost.getCount()).as("closing is no loss").isEqualTo(1);
    }

    /** Passes bytes on until it is told to keep those of the connections it has; both ends stay open all the same. */
    private static final class Way implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final int serverPort;
        private volatile int blocked;

        Way(int serverPort) throws IOException {
            this.serverPort = serverPort;
            run(() -> {
                while (true) {
                    Socket client = door.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort);
                    sockets.addAll(List.of(client, server));
                    int number = sockets.size();
                    run(() -> pass(number, client, server));
                    run(() -> pass(number, server, client));
                }
            });
        }

        private interface Work {
            void work() throws IOException;
        }

        private static void run(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.work();
                } catch (IOException ended) {
                    // By the test, or by one of the two ends.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void pass(int number, Socket from, Socket to) throws IOException {
            byte[] bytes = new byte[8192];
            while (true) {
                int count = from.getInputStream().read(bytes);
                if (number <= blocked) {
                    return;
                }
                if (count < 0) {
                    to.shutdownOutput();
                    return;
                }
                to.getOutputStream().write(bytes, 0, count);
            }
        }

        void block() {
            blocked = sockets.size();
        }

        @Override
        public void close() throws IOException {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void takesItAgainFromItsOwnSessionWhoseConnectionBrokeUnseen() throws Exception {
        int port = URI.create(access.jdbcUrl().substring("jdbc:".length())).getPort();
        var lost = new CountDownLatch(1);
        try (var way = new Way(port)) {
            var roundabout = new DatabaseAccess(
                    access.jdbcUrl().replace(":" + port + "/", ":" + way.door.getLocalPort() + "/"),
                    access.user(),
                    access.password());
            try (var lock = DatabaseLock.take(
                    roundabout, true, new DatabaseLock.Settings(Duration.ofSeconds(2), SHORT), line -> {})) {
                int pid = holder();
                way.block();
                lock.watch(lost::countDown);
                long deadline = System.nanoTime() + LONG.toNanos();
                while (holder() == 0 || holder() == pid) {
                    assertThat(lost.getCount()).isEqualTo(1);
                    assertThat(System.nanoTime()).isLessThan(deadline);
                }
            }
        }
    }

    @Test
    void aNodeRefusesADatabaseInUseAndEndsWhenAnotherHasTakenIts() throws Exception {
        try (CroupierNode node = CroupierNode.start(node("one"))) {
            assertThatThrownBy(() -> CroupierNode.start(node("two")))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("/lock_it is in use by another node");
            assertThat(node.whenTerminated().toCompletableFuture()).isNotDone();

            try (var heir = new Heir()) {
                cutHolders();
                heir.awaitIt();
                node.whenTerminated().toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static NodeSettings node(String name) {
        return TestNode.settings(
                directory.resolve(name), """
                croupier {
                  master-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
                  database { url = "%s", user = "%s", password = "%s", lock { timeout = 200 ms, interval = 200 ms } }
                  round.house-tables = []
                }
                """.formatted(access.jdbcUrl(), access.user(), access.password()));
    }
}
