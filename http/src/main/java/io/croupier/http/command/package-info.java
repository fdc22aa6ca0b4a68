/** What every sub-command of the program is. */
@NullMarked
package io.croupier.http.command;

import org.jspecify.annotations.NullMarked;
