package org.wearablecoach.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Payload;
import org.wearablecoach.event.Payload.DeviceStatus;
import org.wearablecoach.event.Payload.Glucose;
import org.wearablecoach.event.Payload.HeartRate;
import org.wearablecoach.event.Payload.Steps;

/**
 * Reads the export of Apple Health: {@code export.xml}, the {@code export.zip} that holds it, or
 * the unpacked folder. The text is read as a stream, of any size; what stays in memory are the
 * records that are published, 16 bytes each and 16 more for one whose value is rare.
 *
 * <p>Published are heart rates in {@code count/min} (one that spans a minute or more as a mean of
 * minutes), blood glucose in {@code mg/dL} or {@code mmol<...>/L}, step counts (at their end, when
 * the count is known) and the SDNN that the watch has computed, as the status HRV_SDNN_MS. Another
 * unit of these is refused. Everything else is counted by its type.
 *
 * <p><b>Not published: beats.</b> A watch lists them beside its SDNN as whole beats a minute. An
 * interval computed from a rounded rate is off by up to 8 ms at 60 bpm, so that no figure of
 * heart-rate variability made from it means anything.
 *
 * <p><b>Two step counters.</b> Watch and phone both count the steps of one walk. Records of a phone
 * are those of a second device, so that nobody's steps are added up. An app that writes steps of
 * its own cannot be told from the watch.
 *
 * <p>The document type is passed over unread, whatever it declares, and nothing that is outside the
 * file is opened. Times have the offset that the phone had when it exported, not that of the moment
 * they are about: the instant is right, the wearer's local time is that of {@code --zone}.
 */
final class AppleHealthReader implements RecordingReader {

    private static final String DEFAULT_USER = "apple-health";
    private static final String ROOT = "HealthData";
    private static final String QUANTITY = "HKQuantityTypeIdentifier";
    private static final long MINUTE_MILLIS = 60_000;

    /** HealthKit has some 200 types; more in one export are content, not types. */
    private static final int MAX_TYPES = 400;

    /** The longest real document type has some 10 KB. */
    private static final int MAX_PROLOG = 1 << 18;

    private static final XMLInputFactory XML = factory();

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setXMLResolver(
                (publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return factory;
    }

    @Override
    public Recording read(Path input, RecordingOptions options) {
        Path file = exportIn(input);
        RecordingBuilder builder = new RecordingBuilder();
        Document document = new Document(file, builder, options);
        if (Inputs.name(file).toLowerCase(Locale.ROOT).endsWith(".zip")) {
            readZip(file, document);
        } else {
            try (InputStream in = Files.newInputStream(file)) {
                document.read(in, Inputs.name(file));
            } catch (IOException e) {
                throw new RecordingException(file, "cannot be read; check path and rights", e);
            }
        }
        Inputs.expectRecords(builder, input);
        ZoneId zone = document.firstOffset == null ? ZoneOffset.UTC : document.firstOffset;
        return builder.build(
                Profiles.of(options, zone), document.times.gaps(), document.times.overlaps());
    }

    private static Path exportIn(Path input) {
        if (!Files.isDirectory(input)) {
            return input;
        }
        for (Path folder : List.of(input, input.resolve("apple_health_export"))) {
            if (Files.isRegularFile(folder.resolve("export.xml"))) {
                return folder.resolve("export.xml");
            }
        }
        throw new RecordingException(
                input, "holds no export.xml; name the export's xml or zip file");
    }

    /** The main document is export.xml; where the phone speaks another language, it is not. */
    private static void readZip(Path file, Document document) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry found = null;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String path = entry.getName();
                String name = path.substring(path.lastIndexOf('/') + 1);
                if (path.startsWith("__MACOSX/") || !name.endsWith(".xml")) {
                    continue;
                }
                if (name.equals("export.xml")) {
                    found = entry;
                    break;
                }
                if (!name.endsWith("_cda.xml") && found == null) {
                    found = entry;
                }
            }
            if (found == null) {
                throw new RecordingException(
                        file, "holds no export.xml; give the zip that the Health app has exported");
            }
            try (InputStream in = zip.getInputStream(found)) {
                document.read(in, Inputs.name(file) + "!" + found.getName());
            }
        } catch (IOException e) {
            throw new RecordingException(file, "is no readable zip; export or copy it again", e);
        }
    }

    /** One pass over the document. */
    private static final class Document {

        private final Path file;
        private final RecordingBuilder builder;
        private final Times times;
        private final int watch;
        private final String user;
        private int phone = -1;
        private final Set<String> types = new HashSet<>();
        private final byte[] time = new byte[64];
        private final UnitGuard mmol = new UnitGuard(1);
        private final UnitGuard mgDl = new UnitGuard(1);
        private final HeartRate[] wholeRates = new HeartRate[256];
        private final Steps[] fewSteps = new Steps[1024];
        private @Nullable ZoneOffset firstOffset;
        private Path place;

        Document(Path file, RecordingBuilder builder, RecordingOptions options) {
            this.file = file;
            this.place = file;
            this.builder = builder;
            this.times = new Times(options.zone() == null ? ZoneOffset.UTC : options.zone());
            this.user = options.user() == null ? DEFAULT_USER : options.user();
            this.watch = builder.source(user, Format.APPLE_HEALTH.cliName());
        }

        void read(InputStream bytes, String name) throws IOException {
            place = file.resolveSibling(name);
            // What goes wrong with the zip below is told apart from what is wrong with the text.
            Unzipped in = new Unzipped(new BufferedInputStream(bytes, 1 << 16));
            XMLStreamReader xml = null;
            try {
                xml = XML.createXMLStreamReader(withoutDocumentType(in));
                elements(xml);
            } catch (XMLStreamException e) {
                if (in.failure != null) {
                    throw in.failure;
                }
                long line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
                throw new RecordingException(
                        place,
                        line,
                        "is no whole XML document here ("
                                + firstLine(e.getMessage())
                                + "); if it was cut off, export or copy it again");
            } finally {
                close(xml);
            }
            mmol.check("glucose in mg/dL looks like mmol/L; write its unit as mmol/L");
            mgDl.check("glucose in mmol/L looks like mg/dL; write its unit as mg/dL");
        }

        private void elements(XMLStreamReader xml) throws XMLStreamException {
            int depth = 0;
            int inCorrelation = 0;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                    inCorrelation = depth < inCorrelation ? 0 : inCorrelation;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    String name = xml.getLocalName();
                    if (depth == 1 && !name.equals(ROOT)) {
                        throw error(xml, "begins with <" + name + "> instead of <HealthData>");
                    }
                    if (name.equals("Correlation")) {
                        inCorrelation = inCorrelation == 0 ? depth : inCorrelation;
                    } else if (name.equals("Record") && inCorrelation == 0) {
                        // Those of a correlation stand outside of it once more.
                        record(xml);
                    } else if (depth == 2 && (name.equals("Workout") || name.equals("Ecg"))) {
                        builder.skip(name, 1);
                    }
                }
            }
        }

        private void record(XMLStreamReader xml) {
            String type = attribute(xml, "type");
            switch (type) {
                case QUANTITY + "HeartRate" -> heartRate(xml);
                case QUANTITY + "StepCount" -> steps(xml);
                case QUANTITY + "BloodGlucose" -> glucose(xml);
                case QUANTITY + "HeartRateVariabilitySDNN" -> {
                    expectUnit(xml, "ms");
                    add(xml, "startDate", new DeviceStatus("HRV_SDNN_MS", number(xml)));
                }
                default -> skip(type);
            }
        }

        private void heartRate(XMLStreamReader xml) {
            String unit = xml.getAttributeValue(null, "unit");
            if (unit != null) {
                expectUnit(xml, "count/min");
            }
            double bpm = number(xml);
            long start = time(xml, "startDate");
            boolean mean =
                    xml.getAttributeValue(null, "endDate") != null
                            && time(xml, "endDate") - start >= MINUTE_MILLIS;
            int whole = (int) bpm;
            Payload payload;
            if (!mean && whole == bpm && whole >= 0 && whole < wholeRates.length) {
                if (wholeRates[whole] == null) {
                    wholeRates[whole] = new HeartRate(whole, false);
                }
                payload = wholeRates[whole];
            } else {
                payload = new HeartRate((float) bpm, mean);
            }
            builder.add(device(xml), start, payload);
        }

        private void steps(XMLStreamReader xml) {
            expectUnit(xml, "count");
            double number = number(xml);
            if (!(number >= 0 && number <= Integer.MAX_VALUE)) {
                throw error(xml, "has " + number + " steps");
            }
            // Parts of a step come from apps that divide counts.
            int count = (int) Math.rint(number);
            Steps payload = count < fewSteps.length ? fewSteps[count] : null;
            if (payload == null) {
                payload = new Steps(count, false);
                if (count < fewSteps.length) {
                    fewSteps[count] = payload;
                }
            }
            add(xml, "endDate", payload);
        }

        private void glucose(XMLStreamReader xml) {
            String unit = attribute(xml, "unit");
            // As mmol<180.1558800000541>/L: between them stands the molar mass of glucose.
            boolean inMmol =
                    unit.equals("mmol/L") || (unit.startsWith("mmol<") && unit.endsWith(">/L"));
            if (!inMmol && !unit.equals("mg/dL")) {
                throw error(xml, "is in '" + unit + "' instead of mg/dL or mmol/L");
            }
            double value = number(xml);
            mmol.see(
                    !inMmol && GlucoseValue.looksLikeMmol(value),
                    place,
                    xml.getLocation().getLineNumber());
            double converted = inMmol ? value * GlucoseValue.MG_DL_PER_MMOL_L : value;
            mgDl.see(
                    inMmol && GlucoseValue.looksLikeMgDl(converted),
                    place,
                    xml.getLocation().getLineNumber());
            add(xml, "startDate", new Glucose((float) converted));
        }

        private void add(XMLStreamReader xml, String when, Payload payload) {
            builder.add(device(xml), time(xml, when), payload);
        }

        /** The watch and whatever is no phone are one device. */
        private int device(XMLStreamReader xml) {
            String device = xml.getAttributeValue(null, "device");
            if (device == null || !device.contains("name:iPhone")) {
                return watch;
            }
            if (phone < 0) {
                phone = builder.source(user, Format.APPLE_HEALTH.cliName() + "-phone");
            }
            return phone;
        }

        private void skip(String type) {
            String name = type.startsWith(QUANTITY) ? type.substring(QUANTITY.length()) : type;
            boolean known = types.contains(name);
            if (!known && types.size() < MAX_TYPES && isName(name)) {
                types.add(name);
                known = true;
            }
            builder.skip(known ? name : "otherTypes", 1);
        }

        private static boolean isName(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x80 || !Character.isLetterOrDigit(c)) {
                    return false;
                }
            }
            return !text.isEmpty() && text.length() <= 100;
        }

        private void expectUnit(XMLStreamReader xml, String expected) {
            String unit = attribute(xml, "unit");
            if (!unit.equals(expected)) {
                throw error(
                        xml,
                        "has "
                                + attribute(xml, "type")
                                + " in '"
                                + unit
                                + "' instead of "
                                + expected
                                + "; convert it, or export again");
            }
        }

        private double number(XMLStreamReader xml) {
            String text = attribute(xml, "value");
            try {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Told below, as what is no number in another way.
            }
            throw error(xml, "has value '" + shown(text) + "' instead of a number");
        }

        /** Times are written as {@code 2024-01-01 01:01:36 +0200}. */
        private long time(XMLStreamReader xml, String attribute) {
            String text = attribute(xml, attribute);
            int length = 0;
            for (int i = 0; i < text.length() && length < time.length; i++) {
                char c = text.charAt(i);
                if (c != ' ' || length <= 10) {
                    time[length++] = c < 0x80 ? (byte) c : (byte) '?';
                }
            }
            if (length == time.length || !times.parse(time, 0, length)) {
                throw error(
                        xml,
                        "has "
                                + attribute
                                + " '"
                                + shown(text)
                                + "' instead of a time as 2024-01-01 01:01:36 +0200");
            }
            if (firstOffset == null) {
                firstOffset = times.writtenOffset();
            }
            return times.millis();
        }

        private String attribute(XMLStreamReader xml, String name) {
            String value = xml.getAttributeValue(null, name);
            if (value == null) {
                throw error(xml, "is a record without " + name);
            }
            return value;
        }

        private static String shown(String text) {
            return text.length() <= 40 ? text : text.substring(0, 40) + "...";
        }

        private RecordingException error(XMLStreamReader xml, String message) {
            return new RecordingException(place, xml.getLocation().getLineNumber(), message);
        }

        /** The parser begins with the place, and says what is wrong after it. */
        private static String firstLine(@Nullable String message) {
            String all = message == null ? "" : message;
            int problem = all.indexOf("Message: ");
            String text = problem < 0 ? all : all.substring(problem + "Message: ".length());
            int end = text.indexOf('\n');
            return end < 0 ? text : text.substring(0, end);
        }

        private static void close(@Nullable XMLStreamReader xml) {
            try {
                if (xml != null) {
                    xml.close();
                }
            } catch (XMLStreamException e) {
                throw new IllegalStateException("A reader that holds no file has failed.", e);
            }
        }
    }

    /**
     * The text with its document type blanked out, of which only the line breaks are left. The
     * parser can pass over one, too, but stumbles over a bracket in a comment of it, and Apple has
     * shipped some that are not well-formed.
     */
    private static InputStream withoutDocumentType(InputStream in) throws IOException {
        byte[] head = in.readNBytes(MAX_PROLOG);
        int from = indexOf(head, "<!DOCTYPE", 0);
        int root = indexOf(head, "<" + ROOT, 0);
        if (from >= 0 && (root < 0 || from < root)) {
            int end = endOfDocumentType(head, from);
            for (int i = from; i < end; i++) {
                head[i] = head[i] == '\n' ? head[i] : (byte) ' ';
            }
        }
        return new SequenceInputStream(new ByteArrayInputStream(head), in);
    }

    private static int endOfDocumentType(byte[] head, int from) {
        boolean inside = false;
        for (int i = from; i < head.length; i++) {
            if (startsWith(head, "<!--", i)) {
                int end = indexOf(head, "-->", i);
                i = end < 0 ? head.length : end + 2;
            } else if (head[i] == '[') {
                inside = true;
            } else if (head[i] == ']') {
                inside = false;
            } else if (head[i] == '>' && !inside) {
                return i + 1;
            }
        }
        return head.length;
    }

    private static int indexOf(byte[] head, String ascii, int from) {
        for (int i = from; i < head.length; i++) {
            if (startsWith(head, ascii, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] head, String ascii, int at) {
        if (at + ascii.length() > head.length) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (head[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the failure of the file below, which the parser passes on as one of its own. */
    private static final class Unzipped extends FilterInputStream {

        private @Nullable IOException failure;

        Unzipped(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
