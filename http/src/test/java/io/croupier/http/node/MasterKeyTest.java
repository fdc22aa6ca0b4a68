package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
    private static final String ELSEWHERE = "croupier.database.url = \"jdbc:postgresql://db/croupier\"\n";

    @TempDir
    private Path data;

    private NodeSettings settings(String more) {
        return NodeSettings.load(ConfigFactory.parseString("croupier.data-dir = \"" + data + "\"\n" + more));
    }

    @Test
    void aNodeWithItsOwnDatabaseMakesItsOwnKeyAndKeepsIt() {
        NodeSettings own = settings("");
        MasterKey.check(own);
        assertThat(data).isEmptyDirectory();

        byte[] made = MasterKey.of(own).derived("tests");

        assertThat(MasterKey.of(own).derived("tests")).isEqualTo(made);
        assertThat(MasterKey.of(own).derived("other tests")).isNotEqualTo(made);
        assertThat(Files.exists(data.resolve("master.key"))).isTrue();
    }

    @Test
    void anotherDatabaseNeedsAKeyBeforeAnythingBegins() {
        assertThatThrownBy(() -> CroupierNode.start(settings(ELSEWHERE)))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("croupier.master-key is not set");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aKeyThatIsTooShortOrNotBase64IsRefusedBeforeAnythingBegins() {
        for (String key : new String[] {"AAAA", "not base64!"}) {
            assertThatThrownBy(() -> CroupierNode.start(settings("croupier.master-key = \"" + key + "\"\n")))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("croupier.master-key must be 32 bytes in base64 (CROUPIER_MASTER_KEY)");
        }
        assertThat(data).isEmptyDirectory();
    }
}
