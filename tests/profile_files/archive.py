"""An invented data archive, as LinkedIn packs it."""

from __future__ import annotations

import zipfile
from pathlib import Path

FILES = {
    "Connections.csv": (
        "Notes:\n"
        '"When exporting your connection data, you may notice that some of the email addresses are'
        ' missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Jana,Tichá,https://www.linkedin.com/in/jana-ticha-x,,Kovo Brno,Buyer,05 Mar 2024\n"
        "Petr,Veselý,https://www.linkedin.com/in/petr-vesely-x,petr@tern.example,,,01 Jan 2023\n"
        ",,,,,,\n"
        'Ida,"Mäki, MBA",,,Grebe Oy,CFO,01 Jan 2022\n'
    ),
    "Profile.csv": (
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,"
        "Geo Location,Twitter Handles,Websites,Instant Messengers\n"
        'Alma,Novotná,,Secret street 1,"1 Jan",Pump engineer,"I size pumps.\nSince 2009.",'
        "Machinery,60200,Brno,,,\n"
    ),
    "Positions.csv": (
        "Company Name,Title,Description,Location,Started On,Finished On\n"
        "Wattlund,Pump engineer,,Brno,Mar 2019,\n"
        "Kovo Brno,Fitter,Repairs,Brno,2009,Feb 2019\n"
    ),
    "Education.csv": (
        "School Name,Start Date,End Date,Notes,Degree Name,Activities\nVUT,2004,2009,,Ing.,\n"
    ),
    "Skills.csv": "Name\nCentrifugal pumps\nHydraulics\n",
    "Endorsement_Received_Info.csv": (
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,"
        "Endorsement Status\n"
        "2024/01/01,Hydraulics,Jana,Tichá,x,ACCEPTED\n"
        "2024/01/01,Hydraulics,Petr,Veselý,x,ACCEPTED\n"
        "2024/01/01,Hydraulics,Ida,Mäki,x,DECLINED\n"
    ),
    "Languages.csv": "Name,Proficiency\nCzech,Native\n",
    "Shares.csv": (
        "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
        "2024-05-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A1,"
        '"Seals fail first.",,,MEMBER_NETWORK\n'
    ),
    "messages.csv": "CONVERSATION ID,FROM,CONTENT\n1,Jana,secret\n",
    "Invitations.csv": "From,To,Message\nJana,Alma,hello\n",
}


def archive(path: Path, **changes: str) -> Path:
    """The archive as a zip; `changes`: file name without ending -> its content."""
    files = {**FILES, **{f"{name}.csv": text for name, text in changes.items()}}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 12, 0, 0)), text)
    return path
