"""Golden-path cases read by both sides, so that neither drifts alone.

One case is a folder tests/pages/<site>/<case>/ with three files:

    page.html          what a browser gets; written by us, with invented people; its first line is
                       the address it is served under: <!-- url: https://forum.example/t/1 -->
    capture.json       what the extension reads there, or {"capture": null, "reason": ...}
                       (all forms: tests/sites/page_cases.py)
    annotations.json   what the backend answers to that capture, beside the CRM of tests/pages/crm;
                       of a feed {"annotations": [...]}, one for each; absent where there is no
                       capture

    page.html --reading--> capture.json --backend--> annotations.json --badges--> page.html
              tests/sites              test_backend_side             test_browser_side

How to add one:

1. Write page.html: the least that has the layout, as the network would send it.
2. `scripts/write-captures SITE/CASE`, then read capture.json against the page with your own eyes.
3. Should somebody on the page be known to us? Add them to tests/pages/crm/*.csv, an ordinary CRM
   export: the six states (customer, prospect, former, unknown, several, outdated) all occur there.
4. `scripts/write-annotations SITE/CASE`, then read annotations.json: is everybody's `state` and
   `state_reason` what a careful person would say?
5. `scripts/test tests/sites tests/golden`, and commit the three files together.

Nothing but those two scripts rewrites an expectation; a test that lacks one fails. After a change
of the analysis or of the linking run `scripts/write-annotations` and read the difference: it is
what the change means to users.

In annotations.json our record ids, which are random, are replaced by names that last: a person's
address or name, `account ACC-01` and `contact CON-01` as the CRM calls them. The backend's clock
stands at NOW of backend_answers.py; all else is as it goes over the wire.
"""
