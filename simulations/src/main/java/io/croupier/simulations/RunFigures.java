package io.croupier.simulations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of a run that has ended, as people read them. */
final class RunFigures {
    private RunFigures() {}

    /** By name, in the order in which they are shown. */
    static Map<String, String> of(Run run) {
        List<BetStory> stories = run.casino().history().stories();
        long staked = stories.stream()
                .filter(BetStory::accepted)
                .mapToLong(story -> story.placed().stakeMinor())
                .sum();
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("bets wanted", Texts.number(run.play().demand().wanted()));
        figures.put("bets sent", Texts.number(stories.size()));
        figures.put(
                "accepted",
                Texts.number(stories.stream().filter(BetStory::accepted).count()));
        figures.put("staked", Texts.money(staked, Casino.CURRENCY));
        figures.put("rejected", run.casino().history().rejections().toString());
        figures.put(
                "other movements of money",
                Texts.number(run.casino().cashier().moved().size()
                        + run.seamless().moved().size()));
        figures.putAll(run.watchers().figures());
        @Nullable RestingWallets resting = run.resting();
        if (resting != null) {
            figures.put("wallets at rest", Texts.number(resting.count()));
            figures.put("their events", Texts.number(resting.events()));
            figures.put("of them touched", Texts.number(resting.touched()));
            figures.put("held by them", Texts.money(resting.totalMinor(), Casino.CURRENCY));
        }
        if (run.faults().made() > 0) {
            figures.put("faults made", Texts.number(run.faults().made()));
        }
        figures.put("draws proven", Texts.number(run.casino().witness().proofsChecked()));
        return figures;
    }
}
