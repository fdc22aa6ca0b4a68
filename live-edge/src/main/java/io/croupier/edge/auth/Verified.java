package io.croupier.edge.auth;

import java.time.Instant;

/**
 * A token that holds.
 *
 * @param expiresAt when it ends, without any allowance for clocks
 * @param kid the key that signed it
 */
public record Verified(Identity identity, Instant expiresAt, String kid) {}
