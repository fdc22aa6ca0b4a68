package io.croupier.simulations.chaos;

import java.time.Duration;

/**
 * A fault that was made and undone.
 *
 * @param words what was done, with process ids, and how long it took to be ready again
 * @param recovery from the end of the hold until what was broken was ready
 */
public record Injection(String words, Duration recovery) {}
