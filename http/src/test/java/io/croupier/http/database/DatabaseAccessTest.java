package io.croupier.http.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseAccessTest {
    private static DatabaseAccess access(String url) {
        return DatabaseAccess.of(url, "ann", "secret", Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    @Test
    void neverWaitsForEverOnADeadConnection() {
        assertThat(access("jdbc:postgresql://db/croupier").jdbcUrl())
                .startsWith("jdbc:postgresql://db/croupier?")
                .contains("connectTimeout=2", "socketTimeout=30", "tcpKeepAlive=true", "reWriteBatchedInserts=true");
    }

    @Test
    void leavesWhatTheUrlSaysItself() {
        assertThat(access("jdbc:postgresql://db/croupier?socketTimeout=5&ssl=true")
                        .jdbcUrl())
                .contains("socketTimeout=5&ssl=true&")
                .doesNotContain("socketTimeout=30");
    }

    @Test
    void keepsThePasswordAndTheUrlsSettingsOutOfLogs() {
        assertThat(access("jdbc:postgresql://db/croupier?password=secret"))
                .hasToString("DatabaseAccess[jdbc:postgresql://db/croupier, user=ann]");
    }

    @Test
    void saysWhichDatabaseCantBeReached() {
        assertThatThrownBy(
                        () -> access("jdbc:postgresql://127.0.0.1:1/croupier").probe())
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("the database at jdbc:postgresql://127.0.0.1:1/croupier can't be reached")
                .hasMessageContaining("CROUPIER_DB_URL")
                .hasMessageNotContaining("\n");
    }

    @Test
    void takesNoOtherDatabaseThanPostgres() {
        assertThatThrownBy(() -> access("jdbc:mysql://db/croupier").probe())
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("jdbc:postgresql:");
    }
}
