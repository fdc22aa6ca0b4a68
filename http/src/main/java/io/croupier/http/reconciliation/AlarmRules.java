package io.croupier.http.reconciliation;

import io.croupier.feed.FeedStatus;
import io.croupier.feed.Finding;
import io.croupier.feed.Reconciliation.Found;
import io.croupier.feed.Reconciliation.Report;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is alarmed: whatever no waking can heal, at once; whatever it can, when it has not; and a feed from which too little can be seen. */
record AlarmRules(Duration alarmAfter, Duration maxFeedLag) {
    /** @param asOf the feed's time, by which ages count */
    boolean alarms(Finding finding, Instant asOf) {
        return !finding.kind().healable() || !finding.dueAt().plus(alarmAfter).isAfter(asOf);
    }

    /** Whether so little is known of the newest events that silence means nothing. */
    boolean blind(@Nullable FeedStatus feed) {
        return feed == null || feed.fault() != null || feed.lag().compareTo(maxFeedLag) > 0;
    }

    boolean alarms(Report report) {
        FeedStatus feed = report.feed();
        return feed == null
                || blind(feed)
                || report.lists().values().stream()
                        .map(Found::findings)
                        .anyMatch(findings -> findings.stream().anyMatch(finding -> alarms(finding, feed.asOf())));
    }
}
