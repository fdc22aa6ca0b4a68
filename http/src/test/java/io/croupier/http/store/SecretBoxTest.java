package io.croupier.http.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final byte[] SECRET = "dev-secret".getBytes(StandardCharsets.UTF_8);
    private final SecretBox box = new SecretBox(new byte[32], new SecureRandom());

    @Test
    void whatWasSealedOpensAndLooksDifferentEachTime() {
        byte[] one = box.seal(SECRET, "key/a");
        byte[] other = box.seal(SECRET, "key/a");
        assertThat(box.open(one, "key/a")).isEqualTo(SECRET);
        assertThat(one).isNotEqualTo(other);
        assertThat(new String(one, StandardCharsets.ISO_8859_1)).doesNotContain("dev-secret");
    }

    @Test
    void nothingOpensForAnotherOwnerKeyOrContent() {
        byte[] sealed = box.seal(SECRET, "key/a");
        assertThatThrownBy(() -> box.open(sealed, "key/b")).isInstanceOf(IllegalStateException.class);
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        var other = new SecretBox(otherKey, new SecureRandom());
        assertThatThrownBy(() -> other.open(sealed, "key/a")).isInstanceOf(IllegalStateException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> box.open(sealed, "key/a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> box.open(new byte[3], "key/a")).isInstanceOf(IllegalStateException.class);
    }
}
