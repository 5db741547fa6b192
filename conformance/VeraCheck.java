import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges files: {@code VeraCheck 3a,ua1 FILE...}. One line a file and flavour; below a failure, each broken rule once. */
public final class VeraCheck {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean allCompliant = true;
    for (int i = 1; i < arguments.length; i++) {
      for (String name : arguments[0].split(",")) {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        try (FileInputStream file = new FileInputStream(arguments[i]);
            PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
          ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
          allCompliant &= result.isCompliant();
          System.out.printf(
              "%s %s %s (%d checks)%n",
              result.isCompliant() ? "pass" : "FAIL", name, arguments[i], result.getTotalAssertions());
          brokenRules(result).forEach((rule, message) -> System.out.println("     " + rule + ": " + message));
        }
      }
    }
    System.exit(allCompliant ? 0 : 1);
  }

  private static Map<String, String> brokenRules(ValidationResult result) {
    Map<String, String> broken = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        String rule = assertion.getRuleId().getClause() + " test " + assertion.getRuleId().getTestNumber();
        broken.putIfAbsent(rule, assertion.getMessage() + " at " + assertion.getLocation().getContext());
      }
    }
    return broken;
  }
}
