"""A feed of each kind as such feeds look in the wild, every one of them with two stories."""

from __future__ import annotations

RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91">
  <channel>
    <title>The Record</title><link>https://record.example/</link><description>News</description><language>en</language>
    <image><title>Logo</title><url>https://record.example/logo.gif</url><link>https://record.example/logo</link></image>
    <item><title>Judge rules against agency</title><link>https://record.example/1</link><description>One.</description></item>
    <item><title>Second story</title><link>https://record.example/2</link></item>
    <textinput><title>Search</title><name>q</name><link>https://record.example/search</link></textinput>
  </channel>
</rss>"""

RSS_20 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
  xmlns:media="http://search.yahoo.com/mrss/">
<channel>
  <title>The Record</title>
  <atom:link href="https://record.example/feed/" rel="self" type="application/rss+xml" />
  <link>https://record.example</link>
  <description>News</description>
  <lastBuildDate>Tue, 06 Oct 2026 12:00:00 +0000</lastBuildDate>
  <sy:updatePeriod> hourly </sy:updatePeriod>
  <sy:updateFrequency>2</sy:updateFrequency>
  <item>
    <title>Judge rules against agency</title>
    <link>https://record.example/2026/10/judge/?utm_source=rss&amp;utm_medium=rss</link>
    <dc:creator><![CDATA[Jane Doe]]></dc:creator>
    <pubDate>Tue, 06 Oct 2026 23:30:00 -0700</pubDate>
    <category><![CDATA[Courts]]></category>
    <guid isPermaLink="false">https://record.example/?p=1</guid>
    <description><![CDATA[<p>The <b>court</b> said &#8220;no&#8221;.</p>
<p>It was clear.</p>]]></description>
    <content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded>
    <media:thumbnail url="https://record.example/1.jpg" />
    <media:content url="https://record.example/1.jpg"><media:title>A picture</media:title></media:content>
  </item>
  <item>
    <title>Second story</title>
    <guid>https://record.example/2</guid>
    <author>joe@record.example (Joe Bloggs)</author>
    <content:encoded>&lt;p&gt;Only the whole text.&lt;/p&gt;</content:encoded>
  </item>
</channel>
</rss>"""

RSS_10 = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://record.example/index.rdf">
  <title>The Record</title><link>https://record.example/</link><description>News</description>
  <items><rdf:Seq><rdf:li rdf:resource="https://record.example/1"/><rdf:li rdf:resource="https://record.example/2"/></rdf:Seq></items>
</channel>
<image rdf:about="https://record.example/logo.gif"><title>Logo</title><url>https://record.example/logo.gif</url></image>
<item rdf:about="https://record.example/1">
  <title>Judge rules against agency</title><link>https://record.example/1</link>
  <description>One.</description><dc:creator>Jane Doe</dc:creator><dc:date>2026-10-06T23:30:00-07:00</dc:date>
</item>
<item rdf:about="https://record.example/2"><title>Second story</title><link>https://record.example/2</link></item>
</rdf:RDF>"""

RSS_090 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>The Record</title><link>https://record.example/</link></channel>
<item><title>Judge rules against agency</title><link>https://record.example/1</link></item>
<item><title>Second story</title><link>https://record.example/2</link></item>
</rdf:RDF>"""

ATOM_10 = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title type="text">The Record</title><id>tag:record.example,2026:feed</id><updated>2026-10-06T12:00:00Z</updated>
  <link rel="self" type="application/atom+xml" href="https://record.example/atom.xml"/>
  <link rel="alternate" type="text/html" href="https://record.example/"/>
  <author><name>The editors</name></author>
  <entry>
    <title type="html">Judge rules &lt;b&gt;against&lt;/b&gt; agency</title>
    <id>tag:record.example,2026:1</id>
    <link rel="replies" type="text/html" href="https://record.example/1/comments"/>
    <link rel="alternate" type="text/html" href="https://record.example/1"/>
    <published>2026-10-06T23:30:00-07:00</published><updated>2026-10-07T10:00:00Z</updated>
    <author><name>Jane Doe</name><email>jane@record.example</email></author><author><name>Joe Bloggs</name></author>
    <category term="Courts"/>
    <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
      <p>The court said 3 &lt; 4.</p><p>Clear.</p></div></summary>
    <content type="html">&lt;p&gt;The whole text.&lt;/p&gt;</content>
  </entry>
  <entry>
    <title>Second story</title><id>tag:record.example,2026:2</id><link href="https://record.example/2"/>
    <updated>2026-10-05T00:00:00Z</updated><content type="html">&lt;p&gt;Only the whole text.&lt;/p&gt;</content>
  </entry>
</feed>"""

ATOM_03 = """<?xml version="1.0" encoding="utf-8"?>
<feed version="0.3" xmlns="http://purl.org/atom/ns#">
  <title>The Record</title><link rel="alternate" type="text/html" href="https://record.example/"/>
  <modified>2026-10-06T12:00:00Z</modified>
  <entry>
    <title>Judge rules against agency</title><link rel="alternate" type="text/html" href="https://record.example/1"/>
    <id>tag:record.example,2026:1</id><issued>2026-10-06T23:30:00-07:00</issued><modified>2026-10-07T10:00:00Z</modified>
    <author><name>Jane Doe</name></author>
    <summary type="text/plain">One.</summary>
    <content type="text/html" mode="escaped">&lt;p&gt;The whole text.&lt;/p&gt;</content>
  </entry>
  <entry>
    <title>Second story</title><link rel="alternate" type="text/html" href="https://record.example/2"/>
    <id>tag:record.example,2026:2</id><modified>2026-10-05T00:00:00Z</modified>
  </entry>
</feed>"""

PODCAST = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel>
  <title>On the Record</title><link>https://record.example/pod</link><ttl>60</ttl>
  <itunes:author>The Record</itunes:author><itunes:owner><itunes:name>Owner</itunes:name></itunes:owner>
  <itunes:image href="https://record.example/pod.jpg"/>
  <item>
    <title>Episode 2: Faces</title>
    <itunes:title>Faces</itunes:title><itunes:episode>2</itunes:episode><itunes:author>Jane Doe</itunes:author>
    <description><![CDATA[<p>About faces.</p>]]></description>
    <enclosure url="https://cdn.example/2.mp3" length="1000" type="audio/mpeg"/>
    <guid isPermaLink="false">episode-2</guid><pubDate>Tue, 6 Oct 2026 05:00:00 EST</pubDate>
    <itunes:duration>30:00</itunes:duration><itunes:explicit>no</itunes:explicit>
  </item>
  <item>
    <title>Episode 1</title><link>https://record.example/pod/1</link><itunes:summary>The first.</itunes:summary>
    <enclosure url="https://cdn.example/1.mp3" length="1000" type="audio/mpeg"/>
    <guid isPermaLink="false">episode-1</guid>
  </item>
</channel>
</rss>"""

GOOGLE_NEWS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<generator>NFE/5.0</generator><title>"clearview" - Google News</title><link>https://news.google.com/search?q=clearview</link>
<language>en-US</language><lastBuildDate>Tue, 06 Oct 2026 12:00:00 GMT</lastBuildDate>
<item><title>Judge rules against agency - The Record</title>
<link>https://news.google.com/rss/articles/CBMiX0FVX3lxTE9?oc=5</link><guid isPermaLink="false">CBMiX0FVX3lxTE9</guid>
<pubDate>Tue, 06 Oct 2026 07:00:00 GMT</pubDate>
<description>&lt;a href="https://news.google.com/rss/articles/CBMiX0FVX3lxTE9?oc=5" target="_blank"&gt;Judge rules
against agency&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font color="#6f6f6f"&gt;The Record&lt;/font&gt;</description>
<source url="https://record.example">The Record</source></item>
<item><title>Faces - a history - The Post &amp; Courier</title>
<link>https://news.google.com/rss/articles/CBMiYkFVX3lxTFB?oc=5</link><guid isPermaLink="false">CBMiYkFVX3lxTFB</guid>
<source url="https://post.example">The Post &amp; Courier</source></item>
</channel></rss>"""

GOOGLE_ALERTS = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:idx="urn:atom-extension:indexing">
<id>tag:google.com,2005:reader/user/1/state/com.google/alerts/2</id><title>Google Alert - clearview</title>
<link href="https://www.google.com/alerts/feeds/1/2" rel="self"></link><updated>2026-10-06T12:00:00Z</updated>
<entry><id>tag:google.com,2013:googlealerts/feed:1</id>
<title type="html">Judge rules against &lt;b&gt;Clearview&lt;/b&gt;&amp;#39;s client</title>
<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://record.example/1%3Fa%3Db&amp;ct=ga&amp;cd=x&amp;usg=y"></link>
<published>2026-10-06T07:00:00Z</published><updated>2026-10-06T07:00:00Z</updated>
<content type="html">The &lt;b&gt;Clearview&lt;/b&gt; case&amp;nbsp;...</content><author><name></name></author></entry>
<entry><id>tag:google.com,2013:googlealerts/feed:2</id><title type="html">Second story</title>
<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://record.example/2&amp;ct=ga"></link></entry>
</feed>"""

SAMPLES = {
    "RSS 0.90": RSS_090,
    "RSS 1.0": RSS_10,
    "RSS 2.0": RSS_20,
    "Atom 0.3": ATOM_03,
    "Atom 1.0": ATOM_10,
    "a podcast": PODCAST,
    "Google News": GOOGLE_NEWS,
    "Google Alerts": GOOGLE_ALERTS,
    "RSS 0.91": RSS_091,
}
