package org.wearablecoach.cli.analyze;

import java.util.List;
import java.util.Map;
import org.wearablecoach.cli.report.Figure;
import org.wearablecoach.cli.report.Report;

/** What was found in a recording. */
public interface Analysis {

    /** The figures by their documented names; NaN where there is none. */
    Map<String, Object> values();

    /** The same for people. */
    Report report();

    /** The pictures of the page. */
    List<Figure> figures();
}
