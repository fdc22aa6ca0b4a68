package io.croupier.http.door;

import akka.http.javadsl.model.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/** One request that was matched, admitted, read and authenticated. */
public final class Call {
    private final HttpRequest request;
    private final PMap<String, String> pathIds;
    private final byte[] body;
    private final Caller caller;
    private @Nullable JsonBody json;

    Call(HttpRequest request, PMap<String, String> pathIds, byte[] body, Caller caller) {
        this.request = request;
        this.pathIds = pathIds;
        this.body = body;
        this.caller = caller;
    }

    public HttpRequest request() {
        return request;
    }

    /** The id in the path; a segment that can't be an id is refused. */
    public String pathId(String name) {
        String id = pathIds.getOrDefault(name, "");
        if (!JsonBody.isId(id)) {
            throw invalid(name, "must be 1 to 128 of A-Za-z0-9._:-");
        }
        return id;
    }

    /** The body's fields. */
    public JsonBody body() {
        if (json == null) {
            json = JsonBody.parse(body);
        }
        return json;
    }

    public Caller caller() {
        return caller;
    }

    /** The caller, at an address whose credentials let players only in; {@link ClassCastException} elsewhere. */
    public Caller.Player player() {
        return (Caller.Player) caller;
    }

    /** As {@link #player}, for operators. */
    public Caller.Operator operator() {
        return (Caller.Operator) caller;
    }

    /** As {@link #player}, for providers. */
    public Caller.Provider provider() {
        return (Caller.Provider) caller;
    }

    /** A query parameter, decoded and held to no rule; empty where it is not given. */
    public Optional<String> query(String name) {
        return request.getUri().query().get(name);
    }

    /** An id among the query parameters. */
    public Optional<String> queryId(String name) {
        Optional<String> id = query(name);
        if (id.isPresent() && !JsonBody.isId(id.get())) {
            throw invalid(name, "must be 1 to 128 of A-Za-z0-9._:-");
        }
        return id;
    }

    /** The query parameter {@code limit}: how many entries a page holds. */
    public int limit(int otherwise, int most) {
        return (int) queryInteger("limit", 1, most).orElse((long) otherwise).longValue();
    }

    /** An integer among the query parameters. */
    public Optional<Long> queryInteger(String name, long least, long most) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String rule = "must be " + least + " to " + most;
        if (!text.get().matches("[0-9]{1,16}")) {
            throw invalid(name, rule);
        }
        long value = Long.parseLong(text.get());
        if (value < least || value > most) {
            throw invalid(name, rule);
        }
        return Optional.of(value);
    }

    /** The problem that a path segment or a query parameter breaks a rule. */
    public ProblemException invalid(String name, String rule) {
        return new ProblemException(
                Problem.of(ProblemCode.INVALID_FIELD, name + " " + rule).at(name));
    }
}
