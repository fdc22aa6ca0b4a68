package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.node.CroupierNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    @Test
    void isAliveAndReadyOnceItHasStarted(CroupierNode node) throws IOException, InterruptedException {
        assertThat(get(node.managementUri().resolve("/alive")).statusCode()).isEqualTo(200);
        assertThat(get(node.managementUri().resolve("/ready")).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesToChangeTheClusterOverItsManagementPort(CroupierNode node) throws IOException, InterruptedException {
        HttpRequest leave = HttpRequest.newBuilder(node.managementUri().resolve("/cluster/members/" + "x"))
                .DELETE()
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(leave, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void checksThatAllJarsOfAkkaAreOfOneVersion(CroupierNode node) {
        assertThat(node.settings().config().getBoolean("akka.fail-mixed-versions"))
                .isTrue();
    }

    @Test
    void writesEverythingThroughToTheDisk(CroupierNode node) throws SQLException {
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            try (Connection connection = node.dataSource().getConnection();
                    ResultSet row = connection.createStatement().executeQuery("SHOW " + setting)) {
                row.next();
                assertThat(row.getString(1)).as(setting).isEqualTo("on");
            }
        }
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
