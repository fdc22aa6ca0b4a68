package io.croupier.http.door;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every code that a problem document can carry, with its HTTP status and whether the same request may be repeated. The codes
 * are part of the public contract: {@code docs/reference/errors.md} lists them, and a test holds the two together.
 */
public enum ProblemCode {
    MALFORMED_REQUEST(400, "The request is not HTTP that this server reads"),
    MALFORMED_JSON(400, "The body is not one JSON object in UTF-8"),
    MISSING_FIELD(400, "A required field is missing"),
    INVALID_FIELD(400, "A field breaks its rule"),
    DUPLICATE_FIELD(400, "A field is given twice"),
    UNAUTHENTICATED(401, "A valid bearer token is required"),
    INVALID_SIGNATURE(401, "The signature is missing or does not fit the request"),
    STALE_TIMESTAMP(401, "The time stamp is too far from the server's time"),
    UNKNOWN_KEY(401, "There is no such key, or it is not valid any more"),
    FORBIDDEN(403, "The token does not allow this"),
    NOT_YOUR_TABLE(403, "The table belongs to somebody else"),
    NOT_FOUND(404, "There is nothing at this address"),
    UNKNOWN_PLAYER(404, "There is no such player"),
    UNKNOWN_TABLE(404, "There is no such table"),
    ROUND_NOT_FOUND(404, "There is no such round"),
    BET_NOT_FOUND(404, "There is no such bet"),
    KEY_NOT_FOUND(404, "There is no such provider key"),
    BONUS_NOT_FOUND(404, "The player has no such bonus or free bets"),
    METHOD_NOT_ALLOWED(405, "This address does not take the method"),
    REQUEST_TIMEOUT(408, "The body did not arrive in time"),
    TRANSACTION_CONFLICT(409, "The id was used with other content"),
    PLAYER_EXISTS(409, "The player has a wallet already"),
    KEY_EXISTS(409, "The key id is taken"),
    BET_ALREADY_SETTLED(409, "The bet has been settled"),
    BONUS_ENDED(409, "The bonus was converted, has expired or was forfeited"),
    ROUND_VOIDED(409, "The round was voided"),
    ROUND_SETTLED(409, "The round has its result already"),
    RESULT_SUPERSEDED(409, "Another result stands"),
    ROUND_IN_PROGRESS(409, true, "Another round of the table takes bets"),
    TOO_MANY_UNSETTLED(409, true, "Too many rounds of the table are not settled"),
    TOO_MANY_TABLES(409, true, "There are as many tables as there may be"),
    BODY_TOO_LARGE(413, "The body is larger than this address takes"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json"),
    WRONG_CURRENCY(422, "The player's currency is another"),
    INSUFFICIENT_FUNDS(422, "The balance does not cover the amount"),
    BALANCE_LIMIT(422, true, "The balance would exceed what a wallet can hold"),
    BET_ROLLED_BACK(422, "The bet was rolled back"),
    BETTING_CLOSED(422, "The round takes no more bets"),
    STAKE_LIMIT(422, "The stake is outside the table's limits, or the player's stake limit is reached"),
    LOSS_LIMIT(422, "The player's loss limit is reached"),
    DEPOSIT_LIMIT(422, "The player's deposit limit is reached"),
    TURNOVER_LIMIT(422, "The player's turnover limit is reached"),
    SESSION_LIMIT(422, "The player's session has lasted as long as it may"),
    PLAYER_BLOCKED(422, "The player is excluded, or the wallet frozen"),
    EXCLUSION_STANDS(422, "The player is excluded for longer already"),
    EXCLUSION_TOO_SHORT(422, "An exclusion lasts a day at least"),
    BONUS_EXPIRED(422, "The bonus, or the free bets, would be over at once"),
    BONUS_LIMIT(422, "The player has as many bonuses, or kinds of free bets, as there may be"),
    FREE_BET_NOT_FOUND(422, "There are no such free bets, or none is left"),
    FREE_BET_EXPIRED(422, "The free bets' time is over"),
    FREE_BET_MISMATCH(422, "The free bets are for another stake or other tables"),
    TOO_MANY_CORRECTIONS(422, "The round has had as many results as it can have"),
    REFUSED(422, "A rule refuses the request"),
    RATE_LIMITED(429, true, "Too many requests"),
    UNAVAILABLE(503, true, "Not available now; surely not applied"),
    OUTCOME_UNKNOWN(503, true, "The outcome is unknown; repeat the same request with the same id");

    private static final Map<String, ProblemCode> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ProblemCode::code, code -> code));

    private final int status;
    private final boolean retryable;
    private final String title;

    ProblemCode(int status, String title) {
        this(status, false, title);
    }

    ProblemCode(int status, boolean retryable, String title) {
        this.status = status;
        this.retryable = retryable;
        this.title = title;
    }

    /** The code as clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int status() {
        return status;
    }

    /** Whether nothing was decided, so that the same request may be sent again and may be answered otherwise. */
    public boolean retryable() {
        return retryable;
    }

    public String title() {
        return title;
    }

    /** The code with this public name. */
    public static Optional<ProblemCode> of(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
