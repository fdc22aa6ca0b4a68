/** What {@code ./croupier bench} measures, on this machine and in one run, so that ratios mean something. */
@NullMarked
package io.croupier.http.bench;

import org.jspecify.annotations.NullMarked;
