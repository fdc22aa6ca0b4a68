package io.croupier.http.node;

import akka.http.javadsl.model.Host;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.Query;
import akka.http.javadsl.model.Uri;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Classes of Akka HTTP that one thread must initialise before others use them. The static part of each makes an instance of
 * a subclass of its own, so a thread that comes to the subclass first and another that comes to the class first wait for each
 * other for ever. Requests that arrive while the ports open did that: the management port never opened, and the start ended
 * after its time-out.
 */
final class HttpClasses {
    static final List<Class<?>> TO_INITIALISE =
            List.of(Uri.class, Host.class, Query.class, HttpEntity.ChunkStreamPart.class);

    /** Initialises them; to be called before the first port opens. */
    static void initialise() {
        for (Class<?> type : TO_INITIALISE) {
            try {
                MethodHandles.lookup().ensureInitialized(type);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(type + " is public", e);
            }
        }
    }

    private HttpClasses() {}
}
