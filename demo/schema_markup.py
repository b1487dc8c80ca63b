"""What the demo network's pages show, once more for machines: schema.org as JSON-LD."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def without_nothing(record: Record) -> Record:
    """The record without the properties nothing is known of."""
    return {name: value for name, value in record.items() if value not in (None, [], "")}


def person_address(person: Record) -> str:
    return f"/people/{person['slug']}"


def _role(position: Record) -> Record:
    slug, location = position.get("organisation"), position.get("location")
    firm = {
        "@type": "Organization",
        "name": position["company"],
        "url": f"/organisations/{slug}" if slug else None,
        "location": {"@type": "Place", "name": location} if location else None,
    }
    return without_nothing({
        "@type": "EmployeeRole",
        "roleName": position["title"],
        "startDate": position["start"],
        "endDate": position.get("end"),
        "description": position.get("text"),
        "worksFor": without_nothing(firm),
    })  # fmt: skip


def _school(school: Record) -> Record:
    return {
        "@type": "OrganizationRole",
        "roleName": school["degree"],
        "startDate": school["start"],
        "endDate": school["end"],
        "alumniOf": {"@type": "EducationalOrganization", "name": school["school"]},
    }


def profile_markup(person: Record) -> Record:
    """https://schema.org/ProfilePage about the person, with their own posts as its parts."""
    address, location = person_address(person), person.get("location")
    positions = person.get("positions", [])
    present = [position["title"] for position in positions if "end" not in position]
    town = {"@type": "PostalAddress"}
    if location:
        town |= {"addressLocality": location.get("city"), "addressCountry": location["country"]}
    return without_nothing({
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": address,
        "dateCreated": person["member_since"],
        "mainEntity": without_nothing({
            "@type": "Person",
            "@id": address,
            "url": address,
            "name": person["name"],
            "disambiguatingDescription": person.get("headline"),
            "jobTitle": present[0] if present else None,
            "description": person.get("about"),
            "address": without_nothing(town) if location else None,
            "email": person.get("email"),
            "worksFor": [_role(position) for position in positions],
            "alumniOf": [_school(school) for school in person.get("education", [])],
            "knowsAbout": [skill["name"] for skill in person.get("skills", [])],
            "knowsLanguage": person.get("languages"),
        }),
        "hasPart": [
            {
                "@type": "SocialMediaPosting",
                "url": f"{address}#post-{number}",
                "datePublished": post["posted_on"],
                "text": post["text"],
                "author": {"@id": address},
            }
            for number, post in enumerate(person.get("posts", []), 1)
        ],
    })  # fmt: skip


def organisation_markup(organisation: Record) -> Record:
    """https://schema.org/Organization, the thing the page is about."""
    address = f"/organisations/{organisation['slug']}"
    least, most = (int(number) for number in organisation["size"].split("-"))
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "name": organisation["name"],
        "description": organisation["about"],
        "sameAs": organisation["website"],
        "industry": organisation["industry"],
        "foundingDate": organisation["founded"],
        "numberOfEmployees": {"@type": "QuantitativeValue", "minValue": least, "maxValue": most},
        "address": {
            "@type": "PostalAddress",
            "addressLocality": organisation["city"],
            "addressCountry": organisation["country"],
        },
    }


def _author(person: Record) -> Record:
    return without_nothing({
        "@type": "Person",
        "name": person["name"],
        "url": person_address(person),
        "jobTitle": person.get("headline"),
    })  # fmt: skip


def discussion_markup(discussion: Record) -> Record:
    """https://schema.org/DiscussionForumPosting with its comments nested as they answer."""
    address = f"/discussions/{discussion['slug']}"

    def comment(post: Record) -> Record:
        return without_nothing({
            "@type": "Comment",
            "@id": f"{address}#{post['id']}",
            "url": f"{address}#{post['id']}",
            "parentItem": {"@id": f"{address}#{post['parent'] or 'post'}"},
            "author": _author(post["person"]),
            "dateCreated": post["posted_at"],
            "text": post["text"],
            "comment": [comment(reply) for reply in post["replies"]],
        })  # fmt: skip

    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": f"{address}#post",
        "url": address,
        "headline": discussion["title"],
        "inLanguage": discussion["language"],
        "keywords": discussion["tags"],
        "author": _author(discussion["person"]),
        "datePublished": discussion["posted_at"],
        "text": discussion["text"],
        "commentCount": len(discussion["comments"]),
        "comment": [comment(post) for post in discussion["thread"]],
    }
