package io.croupier.http.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where the database is and how to log in. The URL carries the driver's time-outs, since the driver's own defaults
 * wait for ever on a connection that died.
 */
public record DatabaseAccess(String jdbcUrl, String user, String password) {
    /** The oldest PostgreSQL that is supported: the feed's cursor needs xid8 and the planner of 14. */
    private static final int OLDEST_MAJOR = 14;

    private static final Pattern SOCKET_TIMEOUT = Pattern.compile("([?&]socketTimeout=)[^&]*");

    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    /** Adds each of the driver's settings that the URL does not name itself. */
    public static DatabaseAccess of(String url, String user, String password, Duration connect, Duration socket) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("connectTimeout", Long.toString(connect.toSeconds()));
        defaults.put("loginTimeout", Long.toString(connect.toSeconds()));
        defaults.put("socketTimeout", Long.toString(socket.toSeconds()));
        defaults.put("tcpKeepAlive", "true");
        defaults.put("reWriteBatchedInserts", "true");
        defaults.put("ApplicationName", "croupier");
        StringBuilder full = new StringBuilder(url);
        int query = url.indexOf('?');
        String given = query < 0 ? "" : "&" + url.substring(query + 1);
        char separator = query < 0 ? '?' : '&';
        for (Map.Entry<String, String> setting : defaults.entrySet()) {
            if (!given.contains("&" + setting.getKey() + "=")) {
                full.append(separator).append(setting.getKey()).append('=').append(setting.getValue());
                separator = '&';
            }
        }
        return new DatabaseAccess(full.toString(), user, password);
    }

    /** The same for connections that may stay silent for so long within a statement, in whole seconds. */
    public DatabaseAccess withSocketTimeout(Duration socket) {
        return new DatabaseAccess(
                SOCKET_TIMEOUT.matcher(jdbcUrl).replaceFirst("$1" + socket.toSeconds()), user, password);
    }

    /** The URL without its settings, fit for a log. */
    public String location() {
        int query = jdbcUrl.indexOf('?');
        return query < 0 ? jdbcUrl : jdbcUrl.substring(0, query);
    }

    @Override
    public String toString() {
        return "DatabaseAccess[" + location() + ", user=" + user + "]";
    }

    /** One connection of its own, outside any pool. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(jdbcUrl, properties);
    }

    /** A pool of at most {@code size} connections whose callers wait at most {@code wait}; the caller closes it. */
    public HikariDataSource pool(int size, Duration wait) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sql");
        config.setJdbcUrl(jdbcUrl);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password);
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(wait.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /**
     * What the server says about itself.
     *
     * @throws DatabaseFailure when it can't be reached, refuses the login, or is too old
     */
    public Server probe() {
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new DatabaseFailure("the database URL " + location() + " is none of PostgreSQL: it must begin with"
                    + " jdbc:postgresql: (CROUPIER_DB_URL)");
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST_MAJOR) {
                throw new DatabaseFailure("the database at " + location() + " is PostgreSQL " + major + "; "
                        + OLDEST_MAJOR + " is the oldest that is supported");
            }
            Map<String, String> durability = new LinkedHashMap<>();
            for (String setting : DURABILITY) {
                try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
                    row.next();
                    durability.put(setting, row.getString(1));
                }
            }
            return new Server(connection.getMetaData().getDatabaseProductVersion(), Map.copyOf(durability));
        } catch (SQLException failure) {
            throw new DatabaseFailure(explain(failure), failure);
        }
    }

    /** In one line, for the person who starts the node. */
    String explain(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return switch (state) {
            case "28P01", "28000" ->
                "the database at " + location() + " refuses user '" + user
                        + "' (CROUPIER_DB_USER, CROUPIER_DB_PASSWORD): " + message;
            case "3D000" -> "there is no such database at " + location() + " (CROUPIER_DB_URL): " + message;
            default -> "the database at " + location() + " can't be reached (CROUPIER_DB_URL): " + message;
        };
    }

    /** A server's version and its durability settings as SHOW prints them. */
    public record Server(String version, Map<String, String> durability) {
        /** The settings under which a power cut can lose acknowledged money, as {@code name=value}. */
        public List<String> unsafe() {
            return durability.entrySet().stream()
                    .filter(setting -> !isSafe(setting.getKey(), setting.getValue()))
                    .map(setting -> setting.getKey() + "=" + setting.getValue())
                    .sorted()
                    .toList();
        }

        private static boolean isSafe(String name, String value) {
            return value.equals("on")
                    || (name.equals("synchronous_commit")
                            && (value.equals("remote_apply") || value.equals("remote_write") || value.equals("local")));
        }
    }
}
