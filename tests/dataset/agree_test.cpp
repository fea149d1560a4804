// What the texts of a row alone can tell.
#include "corpus/dataset/agree.hpp"
#include "corpus/dataset/branches.hpp"
#include "corpus/dataset/given.hpp"

#include <catch2/catch.hpp>

namespace dork::corpus {
namespace {

const Catalog& catalog() { return builtin_catalog(); }

TEST_CASE("Branches that were exchanged are found by what stands on which side of otherwise", "[agree]") {
  const char* request = "For each app: if its name contains \"Sales\", run the automation Tag apps (1ea79267-b61d-4fc5-b7dc-f638faaed455); otherwise, output \"Not ours\". After the loop, output \"Done\".";
  const char* right = R"(FOR EACH apps IN qlik.listApps()
  IF apps.item.name CONTAINS 'Sales' THEN
    RUN AUTOMATION '1ea79267-b61d-4fc5-b7dc-f638faaed455' AS 'Tag apps';
  ELSE
    OUTPUT 'Not ours';
  END IF
NEXT

OUTPUT 'Done';
)";
  const char* wrong = R"(FOR EACH apps IN qlik.listApps()
  IF apps.item.name CONTAINS 'Sales' THEN
    OUTPUT 'Not ours';
  ELSE
    RUN AUTOMATION '1ea79267-b61d-4fc5-b7dc-f638faaed455' AS 'Tag apps';
  END IF
NEXT

OUTPUT 'Done';
)";
  CHECK(exchanged_branches(request, right, catalog()).empty());
  CHECK_FALSE(exchanged_branches(request, wrong, catalog()).empty());
  CHECK_FALSE(disagreement(request, wrong, catalog()).empty());
  // Nobody says otherwise, or says it more often than the program: nothing can be told.
  CHECK(exchanged_branches("Sort the apps.", wrong, catalog()).empty());
  CHECK(exchanged_branches(std::string(request) + " Otherwise, nothing.", wrong, catalog()).empty());
  CHECK(exchanged_branches(request, "IF this is no script ELSE", catalog()).empty());
}

TEST_CASE("What a jump leads to may be spoken of before", "[agree]") {
  const char* script = R"(reload: qlik.DoReload(appId = '5fad004c-97d2-4c99-9a27-a1b52283dfc1');

IF reload.status != 'SUCCEEDED' THEN
  GOTO 'give up';
END IF

OUTPUT 'The reload went well';

DETACHED
  LABEL 'give up';
  OUTPUT 'The reload went wrong';
END DETACHED
)";
  CHECK(disagreement("Reload the app 5fad004c-97d2-4c99-9a27-a1b52283dfc1; if it did not succeed, jump to \"give up\", where \"The reload went wrong\" is shown. Then output \"The reload went well\".", script, catalog()).empty());
}

TEST_CASE("Answers that go on with a script are programs with it", "[agree]") {
  const char* begun = "Finish this.\n\napps: qlik.listApps();\n\n";
  CHECK(holds_program(begun));
  CHECK(holds_program("{\"blocks\": []}"));
  CHECK_FALSE(holds_program("List the apps; then count them."));
  CHECK(completes(begun, "OUTPUT count(apps);", catalog()));
  CHECK_FALSE(completes(begun, "OUTPUT count(spaces);", catalog()));
  CHECK(completes("Fill the gap.\n\nLET n AS NUMBER = [gap];\nOUTPUT n;", "7", catalog()));
  // One that stands by itself needs nothing from the request.
  CHECK_FALSE(completes(begun, "OUTPUT 'a';", catalog()));
}

}  // namespace
}  // namespace dork::corpus
