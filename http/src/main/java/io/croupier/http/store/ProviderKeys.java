package io.croupier.http.store;

import akka.Done;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys with which providers sign, in SQL, and a copy of all of them in this node's memory, so that a check needs no I/O.
 * The copy is renewed every so often and on a miss; a key that was disabled elsewhere is thus taken until the next renewal.
 * A provider may have several at once.
 */
public final class ProviderKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);

    private static final String LOAD = "SELECT key_id, provider, secret_encrypted, expires_at FROM provider_key"
            + " WHERE disabled_at IS NULL AND (NOT dev OR ?) ORDER BY created_at DESC LIMIT ?";
    private static final String ADD = "INSERT INTO provider_key"
            + " (key_id, provider, secret_encrypted, dev, transaction_id, created_at, expires_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String DISABLE =
            "UPDATE provider_key SET disabled_at = coalesce(disabled_at, ?) WHERE key_id = ?";
    private static final String GET =
            "SELECT provider, secret_encrypted, transaction_id FROM provider_key WHERE key_id = ?";

    private final Blocking blocking;
    private final SecretBox box;
    private final boolean devMode;
    private final Settings settings;
    private final Clock clock;
    private volatile Copy copy = new Copy(0, Map.of(), Instant.EPOCH);
    private final AtomicLong looks = new AtomicLong();
    private final AtomicReference<@Nullable CompletableFuture<Copy>> renewal = new AtomicReference<>();

    /** @param look the number of the look at the database that it comes from: of two copies the later look's is held */
    private record Copy(long look, Map<String, ProviderKey> keys, Instant at) {}

    /**
     * @param mostKeys how many of the newest keys are held in memory
     * @param missInterval the least time between two renewals because of a miss
     */
    public record Settings(int mostKeys, Duration missInterval) {}

    /** A key that is valid now, unless it has expired. */
    public record ProviderKey(
            String keyId,
            String provider,
            String secret,
            @Nullable Instant expiresAt) {
        /** The bytes that it signs with. */
        public byte[] signingKey() {
            return secret.getBytes(StandardCharsets.UTF_8);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "ProviderKey[keyId=" + keyId + ", provider=" + provider + ", expiresAt=" + expiresAt + "]";
        }

        boolean validAt(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }
    }

    /** A key that there is now; {@code mine} tells whether this transaction made it, now or before. */
    public record Added(ProviderKey key, boolean mine) {}

    public ProviderKeys(Blocking blocking, SecretBox box, boolean devMode, Settings settings, Clock clock) {
        this.blocking = blocking;
        this.box = box;
        this.devMode = devMode;
        this.settings = settings;
        this.clock = clock;
    }

    /** The key, from memory, or after a look at the database where it is not there. */
    public CompletionStage<Optional<ProviderKey>> find(String keyId) {
        Copy held = copy;
        Instant now = clock.instant();
        ProviderKey key = held.keys.get(keyId);
        if (key != null) {
            return CompletableFuture.completedFuture(Optional.of(key).filter(k -> k.validAt(now)));
        }
        if (now.isBefore(held.at.plus(settings.missInterval))) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return renewOrJoin()
                .thenApply(fresh -> Optional.ofNullable(fresh.keys.get(keyId)).filter(k -> k.validAt(now)));
    }

    /** Tells two secrets apart without telling them: only who has the master key can try guesses against it. */
    public String fingerprint(String secret) {
        return box.fingerprint(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Done when this node knows the keys that there are. */
    public CompletionStage<Done> load() {
        return renew().thenApply(fresh -> Done.getInstance());
    }

    /** Renews the copy in memory; to be called every so often. */
    public void refresh() {
        renewOrJoin().whenComplete((fresh, failure) -> {
            if (failure != null) {
                LOG.warn("provider keys can't be renewed, going on with those of {}", copy.at, failure);
            }
        });
    }

    /**
     * Makes a key; where its id or its transaction is taken, returns the key that there is. When it is done, {@link #find}
     * of this node knows the key.
     */
    public CompletionStage<Added> add(ProviderKey key, boolean dev, @Nullable String transactionId) {
        return blocking.submit(connection -> insert(connection, key, dev, transactionId))
                // a look of its own: one that is under way may have begun before the key was there
                .thenCompose(added -> renew().thenApply(fresh -> added));
    }

    /**
     * Ends a key for good; again changes nothing. False: there is no such key. When it is done this node takes it no more, and the
     * others as soon as they have renewed their copies.
     */
    public CompletionStage<Boolean> disable(String keyId) {
        return blocking.submit(connection -> disable(connection, keyId))
                .thenCompose(there -> renew().thenApply(fresh -> there));
    }

    private boolean disable(Connection connection, String keyId) throws SQLException {
        try (PreparedStatement disable = connection.prepareStatement(DISABLE)) {
            disable.setTimestamp(1, Timestamp.from(clock.instant()));
            disable.setString(2, keyId);
            return disable.executeUpdate() == 1;
        }
    }

    private Added insert(Connection connection, ProviderKey key, boolean dev, @Nullable String transactionId)
            throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            add.setString(1, key.keyId);
            add.setString(2, key.provider);
            add.setBytes(3, box.seal(key.signingKey(), owner(key.keyId, key.provider)));
            add.setBoolean(4, dev);
            add.setString(5, transactionId);
            add.setTimestamp(6, Timestamp.from(clock.instant()));
            add.setTimestamp(7, key.expiresAt == null ? null : Timestamp.from(key.expiresAt));
            if (add.executeUpdate() == 1) {
                return new Added(key, true);
            }
        }
        try (PreparedStatement get = connection.prepareStatement(GET)) {
            get.setString(1, key.keyId);
            try (ResultSet row = get.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("key " + key.keyId + " is neither new nor there");
                }
                String provider = row.getString(1);
                String secret = text(box.open(row.getBytes(2), owner(key.keyId, provider)));
                boolean mine = transactionId != null && transactionId.equals(row.getString(3));
                return new Added(new ProviderKey(key.keyId, provider, secret, key.expiresAt), mine);
            }
        }
    }

    /** Starts a renewal, or joins the one that is under way. */
    private CompletionStage<Copy> renewOrJoin() {
        var mine = new CompletableFuture<Copy>();
        CompletableFuture<Copy> running = renewal.compareAndExchange(null, mine);
        if (running != null) {
            return running;
        }
        renew().whenComplete((fresh, failure) -> {
            renewal.set(null);
            if (fresh != null) {
                mine.complete(fresh);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private CompletionStage<Copy> renew() {
        return blocking.submit(this::read).thenApply(this::hold);
    }

    private synchronized Copy hold(Copy fresh) {
        if (fresh.look > copy.look) {
            copy = fresh;
        }
        return copy;
    }

    private Copy read(Connection connection) throws SQLException {
        long look = looks.incrementAndGet();
        Instant now = clock.instant();
        Map<String, ProviderKey> keys = new HashMap<>();
        try (PreparedStatement load = connection.prepareStatement(LOAD)) {
            load.setBoolean(1, devMode);
            load.setInt(2, settings.mostKeys);
            try (ResultSet row = load.executeQuery()) {
                while (row.next()) {
                    open(row).ifPresent(key -> keys.put(key.keyId, key));
                }
            }
        }
        return new Copy(look, Map.copyOf(keys), now);
    }

    /** One unreadable secret must not shut out every other provider. */
    private Optional<ProviderKey> open(ResultSet row) throws SQLException {
        String keyId = row.getString(1);
        String provider = row.getString(2);
        Timestamp expires = row.getTimestamp(4);
        try {
            String secret = text(box.open(row.getBytes(3), owner(keyId, provider)));
            return Optional.of(new ProviderKey(keyId, provider, secret, expires == null ? null : expires.toInstant()));
        } catch (IllegalStateException e) {
            LOG.error("keyId={} provider={} can't be used: {}", keyId, provider, e.getMessage());
            return Optional.empty();
        }
    }

    private static String owner(String keyId, String provider) {
        return "provider-key/" + provider + "/" + keyId;
    }

    private static String text(byte[] secret) {
        return new String(secret, StandardCharsets.UTF_8);
    }
}
