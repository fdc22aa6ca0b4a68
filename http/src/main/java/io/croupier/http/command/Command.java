package io.croupier.http.command;

import java.util.spi.ToolProvider;

/** A sub-command that can tell without doing anything whether it understands arguments: manifests and pages are held against it. */
public interface Command extends ToolProvider {
    /**
     * Reads the arguments as a run would, and does nothing else.
     *
     * @throws IllegalArgumentException whose message says what was not understood
     */
    void check(String... arguments);
}
