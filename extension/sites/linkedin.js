// LinkedIn: the registration of every layout, each read by a file of its own.
"use strict";

(() => {
  const { linkedin, sites } = Sidenote;

  sites.register(sites.fromLayouts({
    id: "linkedin",
    label: "LinkedIn",
    version: "3",
    matches: ["*://*.linkedin.com/*"],
    refuse: linkedin.refuse,
    address: linkedin.address,
    pageKind: linkedin.pageKind,
    layouts: [
      ...linkedin.olderGuestProfiles,
      linkedin.guestProfile,
      linkedin.memberProfile2018,
      ...linkedin.memberProfile,
      ...linkedin.sduiProfile,
      ...linkedin.guestDiscussion.layouts,
      ...linkedin.guestArticle,
      ...linkedin.memberDiscussion,
      ...linkedin.sduiDiscussion,
      ...linkedin.search,
      ...linkedin.company,
    ],
  }));
})();
